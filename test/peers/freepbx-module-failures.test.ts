import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import type { FreepbxDouble } from './freepbx-double.ts'
import { asksForCode, config, enter, freepbxSuite, isInside, logIn } from './freepbx-suite.ts'

/** Milliseconds that the module waits for Ringlock. */
const wait = 5000

/** What breaks ends in "no" for the web, and never for fwconsole. */
const failures = freepbxSuite('FreePBX module: failures')

async function withFile(
  { module }: FreepbxDouble,
  name: string,
  change: (file: string) => Promise<void>,
  use: () => Promise<void>,
): Promise<void> {
  const file = join(module, name)
  const whole = await readFile(file)
  try {
    await change(file)
    await use()
  } finally {
    await writeFile(file, whole)
  }
}

async function assertClosed(pbx: FreepbxDouble, status: number): Promise<void> {
  const visitor = pbx.visitor()
  const answer = await logIn(visitor, 'alice')
  assert.is(answer.status, status, answer.text)
  assert.match(answer.text, 'fwconsole ringlock off')
  assert.not(isInside(await visitor.get(config)))
  const ucp = await visitor.get('/ucp/index.php')
  assert.is(ucp.status, status)
  assert.is((await pbx.fwconsole('ringlock', 'status')).exitCode, 0)
}

for (const [what, lines, mode] of [
  ['readable by all', '', 0o644],
  ['writable by the group', '', 0o660],
  ['without a key', 'key =', 0o640],
  ['no ini file', '[[[', 0o640],
  ['with an address that anybody can listen to', 'url = http://ringlock.example', 0o640],
] as const) {
  failures(`settings ${what}: closed`, async ({ pbx }) => {
    await pbx.settle(lines, mode)
    await assertClosed(pbx, 503)
    const doctor = await pbx.fwconsole('ringlock', 'doctor')
    assert.is(doctor.exitCode, 1)
    assert.match(doctor.stdout, /^fault /m)
    await pbx.settle('')
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
  })
}

failures('no settings: closed', async ({ pbx }) => {
  await rm(pbx.settingsFile)
  await assertClosed(pbx, 503)
})

failures('an error in the gate, or a file that is missing or cut off: closed', async ({ pbx }) => {
  const broken: readonly (readonly [string, (file: string) => Promise<void>])[] = [
    ['src/AdminGate.php', (file) => appendFile(file, '\nthis is no PHP {{{')],
    ['src/Gate.php', (file) => appendFile(file, '\nthrow new RuntimeException("broken");\n')],
    ['src/Login.php', async (file) => writeFile(file, (await readFile(file, 'utf8')).slice(0, 900))],
    ['src/Held.php', (file) => rm(file)],
    ['portal/Client.php', (file) => rm(file)],
  ]
  for (const [name, change] of broken) {
    await withFile(pbx, name, change, async () => {
      const visitor = pbx.visitor()
      const answer = await logIn(visitor, 'alice')
      assert.is(answer.status, 500, name)
      assert.not(isInside(await visitor.get(config)), name)
      assert.is((await pbx.fwconsole('ma', 'enable', 'ringlock')).exitCode, 0, name)
    })
  }
  const gone = join(pbx.module, 'src-gone')
  await rename(join(pbx.module, 'src'), gone)
  assert.is((await logIn(pbx.visitor(), 'alice')).status, 500)
  assert.is((await pbx.fwconsole('ma', 'enable', 'ringlock')).exitCode, 0)
  await rename(gone, join(pbx.module, 'src'))
  assert.ok(isInside(await enter(pbx.visitor(), 'alice')), 'whole again')
})

failures('who was in the session while the gate broke is not in afterwards', async ({ pbx }) => {
  const visitor = pbx.visitor()
  await withFile(
    pbx,
    'src/AdminGate.php',
    async (file) => {
      const text = await readFile(file, 'utf8')
      await writeFile(
        file,
        text.replace('$user = $_SESSION', 'throw new \\Error("broken"); $user = $_SESSION'),
      )
    },
    async () => assert.is((await logIn(visitor, 'alice')).status, 500),
  )
  assert.not(isInside(await visitor.get(config)))
})

failures(
  'the table of passes is gone: UCP is closed, the administration asks for the code',
  async ({ pbx }) => {
    await pbx.sql('RENAME TABLE ringlock_passes TO gone')
    const visitor = pbx.visitor()
    visitor.cookies.set('ucp_rememberme', 'x')
    assert.is((await visitor.get('/ucp/index.php')).status, 500)
    assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
    await pbx.sql('RENAME TABLE gone TO ringlock_passes')
  },
)

failures(
  'Ringlock is gone: refused at once, with the way out named; what is in stays in',
  async ({ pbx }) => {
    const inside = pbx.visitor()
    await enter(inside, 'alice')
    await pbx.settle(`url = http://127.0.0.1:${await freePort()}`)
    const begun = Date.now()
    const { status, text } = await logIn(pbx.visitor(), 'alice')
    assert.is(status, 503)
    assert.match(text, 'fwconsole ringlock off')
    assert.ok(Date.now() - begun < wait)
    assert.ok(isInside(await inside.get(config)))
  },
)

failures(
  'Ringlock hangs: 50 logins at once are refused within five seconds, and keep no worker',
  async ({ pbx }) => {
    const sockets: Socket[] = []
    const hung = createServer((socket) => void sockets.push(socket.on('error', () => {})))
    const port = await freePort()
    await new Promise<void>((resolve) => hung.listen(port, '127.0.0.1', resolve))
    try {
      await pbx.settle(`url = http://127.0.0.1:${port}`)
      const begun = Date.now()
      const answers = await Promise.all(Array.from({ length: 50 }, () => logIn(pbx.visitor(), 'alice')))
      const seconds = (Date.now() - begun) / 1000
      assert.equal([...new Set(answers.map(({ status }) => status))], [503])
      // One wait; the rest is Apache's, which forks its workers meanwhile. One after the other they would take minutes.
      assert.ok(seconds < 30, `${seconds} s`)
      const after = Date.now()
      assert.match((await pbx.visitor().get(config)).text, 'FreePBX double: login')
      assert.is((await logIn(pbx.visitor(), 'alice')).status, 503)
      assert.ok(Date.now() - after < wait, 'the next ones are told at once')
    } finally {
      for (const socket of sockets) socket.destroy()
      hung.close()
      await rm(join(pbx.folder, 'cache/outage.json'), { force: true })
    }
  },
)

failures('a folder for keys that others can write is not used', async ({ pbx }) => {
  const cache = join(pbx.folder, 'cache')
  await rm(join(cache, 'jwks.json'), { force: true })
  await chmod(cache, 0o777)
  assert.ok(isInside(await enter(pbx.visitor(), 'alice')))
  assert.is(await readFile(join(cache, 'jwks.json')).catch(() => null), null)
  await chmod(cache, 0o700)
})

failures('a clock that is off: refused, and the log says what the clocks say', async ({ pbx, ringlock }) => {
  const past = Math.floor(Date.now() / 1000) - 600
  const sign = ringlock.sign
  ringlock.sign = (claims, header) => sign({ ...claims, iat: past, exp: past + 60 }, header)
  try {
    const visitor = pbx.visitor()
    const page = await logIn(visitor, 'alice')
    const form = /name="ringlock_form" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const answer = await visitor.post(config, {
      ringlock_form: form,
      ringlock_factor: 'totp',
      ringlock_code: '123456',
    })
    assert.is(answer.status, 403)
    assert.match(await pbx.securityLog(), `it was made at ${past}`)
  } finally {
    ringlock.sign = sign
  }
})

failures('install is refused without settings, and uninstall leaves nothing behind', async ({ pbx }) => {
  await pbx.fwconsole('ringlock', 'anchor')
  await pbx.fwconsole('ringlock', 'off')
  const removed = await pbx.fwconsole('ma', 'uninstall', 'ringlock')
  assert.is(removed.exitCode, 0, removed.stdout)
  assert.is((await pbx.sql(`SHOW TABLES LIKE 'ringlock%'`)).trim(), '')
  assert.not.match(await readFile(join(pbx.folder, 'etc/freepbx.conf'), 'utf8'), /\/\/ ringlock/)
  assert.ok(isInside(await logIn(pbx.visitor(), 'alice')))
  for (const left of [pbx.settingsFile, pbx.settingsFile.replace('.ini', '.off'), join(pbx.folder, 'cache')])
    assert.not(existsSync(left), left)

  const refused = await pbx.fwconsole('ma', 'install', 'ringlock')
  assert.is(refused.exitCode, 1)
  assert.match(refused.stdout, /ringlock-freepbx\.ini is missing/)
  assert.ok(isInside(await logIn(pbx.visitor(), 'alice')), 'an installation that failed locks no one out')

  await pbx.settle('')
  await mkdir(join(pbx.folder, 'x'), { recursive: true })
  assert.is((await pbx.fwconsole('ma', 'install', 'ringlock')).exitCode, 0)
  assert.ok(asksForCode(await logIn(pbx.visitor(), 'alice')))
})

failures.run()
