import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import { addAlice, alicePassword, type CommandFolder, codeNow, withCommandFolder } from './commands.ts'

/** A way to each exit status in docs/commands.md, with alice enrolled and the service stopped. */
type Way = (folder: CommandFolder) => Promise<number | null>

const run =
  (...args: string[]): Way =>
  async (folder) =>
    (await folder.run(args)).exitCode

const verify =
  (typed: () => string, ...args: string[]): Way =>
  async (folder) =>
    (await folder.run(['verify', ...args], { input: typed(), env: { PAM_USER: 'alice' } })).exitCode

const configured =
  (change: object, way: Way): Way =>
  async (folder) => {
    await folder.configure(change)
    return way(folder)
  }

const serve: Way = async (folder) => {
  const service = folder.start(['serve'])
  await service.says('ready')
  service.child.kill('SIGTERM')
  return (await service.ended).exitCode
}

const noStore = { userStores: [] }
const faulty = { surprise: 1 }
const deadStore = {
  userStores: [
    { name: 'local', kind: 'file', path: './data/users.json' },
    { name: 'pbx', kind: 'freepbx', port: 1, password: 'hush hush' },
  ],
}
const backup = (name: string) => run('backup', name)

const inTheFolder =
  (...args: string[]): Way =>
  async (folder) =>
    (await folder.run(args.map((arg) => arg.replace('@', `${folder.folder}/`)))).exitCode

const login =
  (code: () => string, ...more: string[]): Way =>
  async (folder) => {
    const service = folder.start(['serve'])
    await service.says('ready')
    const server = ['--server', `127.0.0.1:${folder.port}`, '--password-stdin', '--append']
    const env = { RINGLOCK_RADIUS_SECRET: 'a shared secret of these tests' }
    const { exitCode } = await folder.run(['login', 'alice', ...server, '--code', code(), ...more], {
      input: alicePassword,
      env,
    })
    service.child.kill('SIGTERM')
    await service.ended
    return exitCode
  }

const ways: Readonly<Record<string, readonly Way[]>> = {
  'any 0': [run('user', 'list'), run('help', 'backup')],
  'any 1': [run('user', 'remove', 'nobody'), run('reset', 'nobody')],
  'any 2': [
    run('bogus'),
    run('enrol'),
    configured(noStore, run('user', 'list')),
    async (folder) => {
      await writeFile(join(folder.folder, 'data/enrolments.json'), '')
      return run('user', 'list')(folder)
    },
  ],
  'serve 0': [serve],
  'serve 2': [configured(faulty, async (folder) => (await folder.start(['serve']).ended).exitCode)],
  'check 0': [run('check'), configured(deadStore, run('check'))],
  'check 2': [configured(faulty, run('check')), run('check', 'surplus')],
  'doctor 0': [
    configured(
      {
        radius: {
          listen: ['127.0.0.1:0'],
          clients: [{ name: 'a', address: '127.0.0.1', secret: '0f9dffaa31625b019168' }],
        },
      },
      run('doctor'),
    ),
  ],
  'doctor 1': [configured(deadStore, run('doctor'))],
  'doctor 2': [configured(faulty, run('doctor'))],
  'login 0': [login(codeNow)],
  'login 1': [
    login(() => '000000'),
    async ({ run }) => {
      const server = ['--server', `127.0.0.1:${await freePort()}`, '--password-stdin']
      const env = { RINGLOCK_RADIUS_SECRET: 'x'.repeat(16) }
      return (await run(['login', 'alice', ...server], { input: 'x', env })).exitCode
    },
  ],
  'login 2': [run('login', 'alice'), run('login', 'alice', '--server', 'nowhere:0')],
  'verify 0': [verify(() => alicePassword + codeNow())],
  'verify 1': [
    verify(() => 'wrong'),
    configured(
      faulty,
      verify(() => alicePassword + codeNow()),
    ),
  ],
  'verify 2': [verify(() => 'x', '--bogus')],
  'status 0': [run('status'), run('status', 'alice')],
  'status 1': [run('status', 'nobody'), configured(deadStore, run('status'))],
  'status 2': [run('status', '--state', 'maybe'), configured(faulty, run('status'))],
  'audit verify 0': [run('audit', 'verify')],
  'audit verify 1': [
    async (folder) => {
      const file = join(folder.folder, 'data/audit.jsonl')
      await writeFile(file, (await readFile(file, 'utf8')).replace('alice', 'mallory'))
      return run('audit', 'verify')(folder)
    },
  ],
  'audit verify 2': [run('audit', 'verify', '--head', 'x')],
  'audit show 0': [run('audit', 'show', '--user', 'nobody')],
  'audit show 1': [configured({ dataDir: './none' }, run('audit', 'show'))],
  'audit show 2': [run('audit', 'show', '--since', 'once')],
  'backup 0': [inTheFolder('backup', '@b')],
  'backup 1': [inTheFolder('backup', '@ringlock.yaml'), backup('/no/such/folder/b')],
  'backup 2': [run('backup'), configured(faulty, inTheFolder('backup', '@b'))],
  'restore 0': [
    async (folder) => {
      await inTheFolder('backup', '@b')(folder)
      assert.is(await inTheFolder('restore', '@b', '--check')(folder), 0)
      return inTheFolder('restore', '@b', '--replace')(folder)
    },
  ],
  'restore 1': [
    inTheFolder('restore', '@ringlock.yaml'),
    async (folder) => {
      await inTheFolder('backup', '@b')(folder)
      return inTheFolder('restore', '@b')(folder)
    },
  ],
  'restore 2': [inTheFolder('restore', '@none'), run('restore')],
}

/** `command status` for each cell of the table that says something. */
async function documented(): Promise<string[]> {
  const text = await readFile(new URL('../../../docs/commands.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => /^\| (any|`)/.test(line))
  return rows.flatMap((row) => {
    const [, command = '', ...cells] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''))
    return cells.flatMap((cell, status) => (cell === '' ? [] : [`${command} ${status}`]))
  })
}

/** That a second signal ends the service at once is tried where a login is under way: serve.test.ts. */
const elsewhere = ['serve 1']

test('every exit status that is documented is tried, and no other', async () => {
  assert.equal([...Object.keys(ways), ...elsewhere].sort(), (await documented()).sort())
})

for (const [cell, each] of Object.entries(ways)) {
  test(`exit status: ${cell}`, async () => {
    for (const [i, way] of each.entries()) {
      await withCommandFolder(async (folder) => {
        await addAlice(folder)
        assert.is(await way(folder), Number(cell.at(-1)), `way ${i + 1}`)
      })
    }
  })
}

test.run()
