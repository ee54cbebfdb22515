import { chmod, chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MadeBackup } from '../../../server/cli/backup.ts'
import type { Restored } from '../../../server/cli/restore.ts'
import type { Enrolled } from '../../../server/control/enrol.ts'
import type { ShownStatus } from '../../../server/control/status.ts'
import {
  addAlice,
  alicePassword,
  aliceSecret,
  type CommandFolder,
  codeNow,
  type Ran,
  withCommandFolder,
} from './commands.ts'

/** Far later than any hold. */
const nextDay = () => Date.now() + 24 * 3_600_000

async function login({ run }: CommandFolder, code: string, name = 'alice'): Promise<string> {
  const typed = { input: `${alicePassword},${code}`, env: { PAM_USER: name } }
  const { stdout, stderr } = await run(['verify', '--separator', ','], typed)
  return stdout + stderr
}

const again = /Codes work again in [234] minutes/

/** alice and bob, who has recovery codes, and a backup. */
async function withBackup(
  use: (
    folder: CommandFolder,
    backup: { file: string; key: string[]; recoveryCodes: readonly string[] },
  ) => Promise<void>,
): Promise<void> {
  await withCommandFolder(async (folder) => {
    await addAlice(folder)
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    const { recoveryCodes } = await folder.json<Enrolled>(['enrol', 'bob'])
    const [file, keyFile, passphraseFile] = ['backup', 'backup.key', 'passphrase'].map((name) =>
      join(folder.folder, name),
    ) as [string, string, string]
    await writeFile(passphraseFile, 'correct horse battery staple\n')
    const key = ['--key', keyFile, '--passphrase-file', passphraseFile]
    const made = await folder.run(['backup', file, ...key])
    assert.is(made.exitCode, 0, made.stderr)
    await use(folder, { file, key, recoveryCodes })
  })
}

/** Everything in the data folder but what names a process, with its content. */
async function contentOf({ folder }: CommandFolder): Promise<Map<string, string>> {
  const data = join(folder, 'data')
  const names = (await readdir(data, { recursive: true })).filter((name) => !/lock|sock|reserve/.test(name))
  const contents = new Map<string, string>()
  for (const name of names) {
    if ((await stat(join(data, name))).isFile()) contents.set(name, await readFile(join(data, name), 'utf8'))
  }
  return contents
}

test('a backup goes onto another machine with nothing but its key, and all comes back', () =>
  withBackup(async (folder, { file, key }) => {
    await rm(join(folder.folder, 'data'), { recursive: true })
    const before = Date.now()
    const restored = await folder.json<Restored>(['restore', file, ...key])
    assert.equal([restored.users, restored.aside], [2, null])
    const at = Date.parse(restored.codesWorkAgainAt ?? '')
    assert.ok(at > before + 120_000 && at < Date.now() + 300_000, restored.codesWorkAgainAt ?? '')
    const users = await folder.json<ShownStatus[]>(['status'])
    assert.equal(
      users.map(({ name, role, secondFactor }) => [name, role, secondFactor]),
      [
        ['alice', 'admin', 'enabled'],
        ['bob', 'user', 'enabled'],
      ],
    )
    for (const [name, mode] of [
      ['', 0o700],
      ['master.key', 0o600],
      ['users.json', 0o600],
      ['audit.jsonl', 0o600],
      ['enrolments.json', 0o600],
    ] as const) {
      assert.is((await stat(join(folder.folder, 'data', name))).mode & 0o777, mode, name)
    }
    const trail = await folder.run(['audit', 'verify'])
    assert.is(trail.exitCode, 0, trail.stderr)
    assert.match(await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8'), /"event":"state\.restored"/)
    assert.match(await login(folder, codeNow()), again)
  }))

test('a code that was used before the restore is refused after it, whatever is tried, and others work again', () =>
  withBackup(async (folder, { file }) => {
    const code = codeNow()
    assert.match(await login(folder, code), 'Accepted.')
    const restored = await folder.run(['restore', file, '--replace'])
    assert.is(restored.exitCode, 0, restored.stderr)
    assert.match(restored.stdout, /codes work again at 2.*, nothing to do\.\n$/)
    for (const attempt of [
      ['status'],
      ['unlock', '--clock'],
      ['unlock', 'alice'],
      ['restore', file, '--replace'],
    ]) {
      await folder.run(attempt)
      assert.match(await login(folder, code), again, attempt.join(' '))
    }
    const later = { clock: nextDay, env: { PAM_USER: 'alice' } }
    const old = await folder.run(['verify', '--separator', ','], {
      ...later,
      input: `${alicePassword},${code}`,
    })
    assert.is(old.exitCode, 1, 'its time is over')
    const { codeOfStep } = await import('./commands.ts')
    const { timeStepAt } = await import('../../../server/login/totp.ts')
    const fresh = codeOfStep(timeStepAt(nextDay(), 30))
    const works = await folder.run(['verify', '--separator', ','], {
      ...later,
      input: `${alicePassword},${fresh}`,
    })
    assert.is(works.exitCode, 0, works.stdout)
  }))

test('recovery codes of before are held back after a restore', () =>
  withBackup(async (folder, { file, recoveryCodes }) => {
    const [used = '', unused = ''] = recoveryCodes
    assert.match(await login(folder, used, 'bob'), 'Accepted.')
    assert.is((await folder.run(['restore', file, '--replace'])).exitCode, 0)
    for (const code of [used, unused]) {
      assert.match(await login(folder, code, 'bob'), /made before a backup was put back/)
    }
  }))

test('what is there is only replaced when that is said, and is kept', () =>
  withBackup(async (folder, { file }) => {
    await folder.run(['user', 'remove', 'bob'])
    const before = await contentOf(folder)
    const refused = await folder.run(['restore', file])
    assert.is(refused.exitCode, 1)
    assert.match(refused.stderr, /There is something already: .*enrolments\.json.*--replace puts it aside/)
    assert.equal(await contentOf(folder), before)

    const { aside } = await folder.json<Restored>(['restore', file, '--replace'])
    assert.match(aside ?? '', /^replaced-\d{8}T\d{6}Z$/)
    const kept = join(folder.folder, 'data', aside ?? '')
    assert.is(await readFile(join(kept, 'enrolments.json'), 'utf8'), before.get('enrolments.json'))
    assert.is(await readFile(join(kept, 'audit.jsonl'), 'utf8'), before.get('audit.jsonl'))
    const users = await readFile(join(folder.folder, `data/users.json.${aside}`), 'utf8')
    assert.is(users, before.get('users.json'))
    assert.is((await stat(kept)).mode & 0o777, 0o700)
    assert.is((await folder.json<ShownStatus>(['status', 'bob'])).secondFactor, 'enabled')
  }))

test('a damaged, cut, altered, foreign or later backup changes nothing, and says which it is', () =>
  withBackup(async (folder, { file }) => {
    const bytes = await readFile(file)
    const text = gunzipSync(bytes).toString()
    const lines = text.trimEnd().split('\n')
    const zipped = (changed: readonly string[]) => gzipSync(changed.map((line) => `${line}\n`).join(''))
    const flipped = Buffer.from(bytes)
    flipped[Math.floor(bytes.length / 2)] = (flipped[Math.floor(bytes.length / 2)] ?? 0) ^ 1
    const withoutAlice = lines.filter((line) => !line.startsWith('["enrolments"'))
    const otherSum = (await sumsOf(withoutAlice.slice(0, -1)))(lines.at(-1) ?? '')
    const cases: readonly [string, Uint8Array, RegExp][] = [
      ['empty', Buffer.alloc(0), /is damaged: it (is empty|ends too early)/],
      ['no backup', Buffer.from('hello'), /is damaged: it is no backup/],
      ['no backup, zipped', gzipSync('hello\n'), /is damaged: it is no backup/],
      ['cut', bytes.subarray(0, bytes.length - 20), /is damaged: it ends too early/],
      ['cut between lines', zipped(lines.slice(0, -1)), /is damaged: it ends too early/],
      ['a bit', flipped, /is damaged: /],
      ['longer', zipped([...lines, lines.at(-1) ?? '']), /is damaged: something follows its end/],
      ['a line less', zipped(withoutAlice), /is damaged: its checksum differs/],
      [
        'two in another order',
        zipped([lines[0], lines[2], lines[1], ...lines.slice(3)] as string[]),
        /checksum differs/,
      ],
      [
        'altered with its checksum',
        zipped([...withoutAlice.slice(0, -1), otherSum]),
        /was altered after it was made/,
      ],
      [
        'a later version',
        zipped([(lines[0] ?? '').replace('"version":1', '"version":2'), ...lines.slice(1)]),
        /has version 2 of the form of backups/,
      ],
    ]
    const before = await contentOf(folder)
    for (const [what, content, expected] of cases) {
      await writeFile(file, content)
      for (const how of [[], ['--check'], ['--replace']]) {
        const { exitCode, stderr } = await folder.run(['restore', file, ...how])
        assert.is(exitCode, 1, what)
        assert.match(stderr, expected, what)
      }
      assert.equal(await contentOf(folder), before, what)
    }
    await writeFile(file, bytes)
    assert.is((await folder.run(['restore', file, '--check'])).exitCode, 0)
    assert.equal(await contentOf(folder), before, '--check changes nothing')
    assert.is((await folder.run(['restore', file, '--replace'])).exitCode, 0, 'and the right one is taken')
  }))

async function sumsOf(lines: readonly string[]): Promise<(end: string) => string> {
  const { createHash } = await import('node:crypto')
  const sha256 = createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex')
  return (end) => {
    const [, made] = JSON.parse(end)
    return JSON.stringify(['end', { ...made, lines: lines.length, sha256 }])
  }
}

test('another master key opens nothing: the right one is asked for by its id', () =>
  withBackup(async (folder, { file, key }) => {
    const data = join(folder.folder, 'data')
    const [, keyFile = ''] = key
    const { keyId } = JSON.parse(await readFile(keyFile, 'utf8'))
    await rm(data, { recursive: true })
    const without = await folder.run(['restore', file])
    assert.is(without.exitCode, 1)
    assert.match(without.stderr, `is sealed with the master key ${keyId}, which is not here`)
    assert.not.ok(await stat(data).catch(() => null), 'no folder was made')

    await mkdir(data, { mode: 0o700 })
    await writeFile(join(data, 'master.key'), `${'a'.repeat(64)}\n`, { mode: 0o600 })
    assert.match((await folder.run(['restore', file])).stderr, /which is not here/)
    const passphrase = join(folder.folder, 'wrong')
    await writeFile(passphrase, 'another passphrase\n')
    const wrong = await folder.run(['restore', file, '--key', keyFile, '--passphrase-file', passphrase])
    assert.is(wrong.exitCode, 1)
    assert.match(wrong.stderr, /does not open: another passphrase, or it was altered/)
    const notAKey = await folder.run(['restore', file, '--key', file, '--passphrase-file', passphrase])
    assert.is(notAKey.exitCode, 1)
    assert.is((await folder.run(['restore', file, ...key])).exitCode, 0, 'the key of a new folder gives way')
    assert.is((await folder.run(['status'])).exitCode, 0)
  }))

test('the key file opens with its passphrase alone, and neither file shows a secret', () =>
  withBackup(async (folder, { file, key }) => {
    const masterKey = (await readFile(join(folder.folder, 'data/master.key'), 'utf8')).trim()
    const text = gunzipSync(await readFile(file)).toString()
    const sealed = await readFile(key[1] ?? '', 'utf8')
    for (const secret of [masterKey, aliceSecret, alicePassword, 'correct horse']) {
      assert.is(text.includes(secret) || sealed.includes(secret), false)
    }
    for (const made of [file, key[1] ?? '']) assert.is((await stat(made)).mode & 0o777, 0o600)
    const short = join(folder.folder, 'short')
    await writeFile(short, 'hunter2\n')
    const refused = await folder.run([
      'backup',
      `${file}2`,
      '--key',
      `${file}2.key`,
      '--passphrase-file',
      short,
    ])
    assert.is(refused.exitCode, 2)
    assert.match(refused.stderr, /12 characters or more/)
  }))

test('the key goes into no file that the backup replaces', () =>
  withBackup(async (folder, { file, key }) => {
    const bytes = await readFile(file)
    const same = join(folder.folder, '.', 'data', '..', 'backup')
    const refused = await folder.run(['backup', file, ...key.with(1, same), '--overwrite'])
    assert.is(refused.exitCode, 2)
    assert.match(refused.stderr, /--key needs a file of its own/)
    assert.equal(await readFile(file), bytes)
  }))

test('it never overwrites without being told, and leaves nothing half made', () =>
  withBackup(async (folder, { file }) => {
    const names = async () => (await readdir(folder.folder)).filter((name) => name !== 'data')
    const [before, bytes] = [await names(), await readFile(file)]
    const refused = await folder.run(['backup', file])
    assert.is(refused.exitCode, 1)
    assert.match(refused.stderr, /is there already, and stays as it is; --overwrite replaces it/)
    assert.equal(await readFile(file), bytes)
    assert.is((await folder.run(['backup', file, '--overwrite'])).exitCode, 0)
    assert.not.equal(await readFile(file), bytes)
    assert.is((await folder.run(['backup', join(folder.folder, 'no/such/folder')])).exitCode, 1)
    await chmod(join(folder.folder, 'data/master.key'), 0o644)
    assert.is((await folder.run(['backup', join(folder.folder, 'other')])).exitCode, 2, 'it does not open')
    assert.equal(await names(), before)
  }))

test('while the service runs, a backup is made through it and a restore is refused', () =>
  withBackup(async (folder, { file }) => {
    const service = folder.start(['serve'])
    await service.says('ready')
    const live = join(folder.folder, 'live')
    const code = codeNow()
    assert.match(await login(folder, code), 'Accepted.')
    const made = await folder.json<MadeBackup>(['backup', live])
    assert.match(made.sha256, /^[0-9a-f]{64}$/)
    const refused = await folder.run(['restore', file, '--replace'])
    assert.is(refused.exitCode, 2)
    assert.match(refused.stderr, /in use by/i)
    assert.match(await login(folder, codeNow(1)), 'Accepted.', 'it goes on')
    service.child.kill('SIGTERM')
    await service.ended

    const restored = await folder.run(['restore', live, '--replace'])
    assert.is(restored.exitCode, 0, restored.stderr)
    assert.match(await login(folder, code), /already used/, 'the backup has the claim of before')
    assert.match(await login(folder, codeNow(1)), again, 'and not that of after')
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

if (process.getuid?.() === 0) {
  test('what root restores belongs to the account of the data folder, and the service may write it', () =>
    withBackup(async (folder, { file }) => {
      const data = join(folder.folder, 'data')
      const everything = async () => [
        data,
        ...(await readdir(data, { recursive: true })).map((name) => join(data, name)),
      ]
      for (const path of await everything()) await chown(path, 65534, 65534)
      assert.is((await folder.run(['restore', file, '--replace'])).exitCode, 0)
      for (const path of await everything()) {
        assert.is((await stat(path)).uid, 65534, path)
      }
    }))

  test('root renames and gives away nothing at the word of the account of the data folder', () =>
    withBackup(async (folder, { file }) => {
      const [data, target, planted] = ['data', 'target', 'planted'].map((name) =>
        join(folder.folder, name),
      ) as [string, string, string]
      await writeFile(target, 'of root')
      await writeFile(planted, 'of the account')
      const manifest = { aside: '../escaped', outside: [{ staged: planted, target }] }
      for (const name of ['restoring', 'restoring.in']) {
        const cutOff = join(data, name)
        await mkdir(cutOff)
        await writeFile(join(cutOff, 'manifest.json'), JSON.stringify(manifest))
        await chown(data, 65534, 65534)
        for (const command of [['status'], ['restore', file, '--replace']]) {
          const refused = await folder.run(command)
          assert.is(refused.exitCode, 2, refused.stderr)
          assert.match(
            refused.stderr,
            /was cut off, and root does not complete it in another account's folder/,
          )
        }
        assert.is(await readFile(target, 'utf8'), 'of root')
        assert.not.ok((await readdir(folder.folder)).includes('escaped'))
        await rm(cutOff, { recursive: true })
      }
      await chown(data, 0, 0)
      await mkdir(join(data, 'restoring'))
      await writeFile(
        join(data, 'restoring/manifest.json'),
        JSON.stringify({ ...manifest, aside: 'replaced-before' }),
      )
      await folder.run(['status'])
      assert.is(await readFile(target, 'utf8'), 'of the account', 'in its own folder root completes it')
    }))
}

test('a restore that was killed is completed by the next start, at whichever step it was', () =>
  withBackup(async (folder, { file }) => {
    const data = join(folder.folder, 'data')
    const reached: string[] = []
    for (let step = 0; ; step++) {
      await folder.run(['user', 'remove', 'bob'])
      const ran = await killedAt(folder, file, step)
      reached.push(ran)
      assert.is((await folder.run(['status'])).exitCode, 0, `step ${step}`)
      const names = await readdir(data)
      assert.equal(
        names.filter((name) => /^restoring/.test(name)),
        [],
        `step ${step}`,
      )
      const users = await folder.json<ShownStatus[]>(['status'])
      const back = users.map(({ name, secondFactor }) => `${name} ${secondFactor}`)
      const [all, former] = [['alice enabled', 'bob enabled'], ['alice enabled']]
      assert.ok(
        [all, former].some((state) => String(state) === String(back)),
        `step ${step}: ${back}`,
      )
      if (ran === 'done') break
      const again = await folder.run(['restore', file, '--replace'])
      assert.is(again.exitCode, 0, again.stderr)
    }
    assert.ok(reached.length > 8, 'it was killed often enough')
  }))

/** Restores in another process that is killed before its nth rename. */
async function killedAt(
  { folder, start }: CommandFolder,
  file: string,
  step: number,
): Promise<'killed' | 'done'> {
  const hook = join(folder, 'kill-at-rename.cjs')
  await writeFile(
    hook,
    `const fs = require('node:fs/promises'); const { rename } = fs; let left = ${step}
     fs.rename = (from, to) => (/restor|replaced/.test(from + to) && left-- === 0 ? process.kill(process.pid, 'SIGKILL') : rename(from, to))
     require('node:module').syncBuiltinESMExports()`,
  )
  const started = start(['restore', file, '--replace'], { env: { NODE_OPTIONS: `--require ${hook}` } })
  const { exitCode }: Ran = await started.ended
  return exitCode === 0 ? 'done' : 'killed'
}

test('where the disk is full or may not be written, nothing was changed', () =>
  withBackup(async (folder, { file }) => {
    const before = await contentOf(folder)
    const hook = join(folder.folder, 'full.cjs')
    await writeFile(
      hook,
      `const fs = require('node:fs/promises'); const { open } = fs
       fs.open = async (path, ...rest) => {
         if (/restore\\.new|\\.part$/.test(path) && /audit|users|\\.part$/.test(path)) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
         return open(path, ...rest)
       }
       require('node:module').syncBuiltinESMExports()`,
    )
    const env = { NODE_OPTIONS: `--require ${hook}` }
    const restored = await folder.start(['restore', file, '--replace'], { env }).ended
    assert.is(restored.exitCode, 1)
    assert.match(restored.stderr, /ENOSPC/)
    const backedUp = await folder.start(['backup', 'other'], { env }).ended
    assert.is(backedUp.exitCode, 1)
    const after = await contentOf(folder)
    after.delete('audit.jsonl')
    before.delete('audit.jsonl')
    assert.equal(
      [...after.keys()].filter((name) => /restor/.test(name)),
      [],
    )
    assert.equal(after.get('enrolments.json'), before.get('enrolments.json'))
    assert.not.ok((await readdir(folder.folder)).some((name) => name.startsWith('other')))
    assert.is((await folder.run(['status'])).exitCode, 0)
  }))

test('the backup of a copy in another folder keeps both apart', () =>
  withBackup(async (folder, { file }) => {
    await cp(file, `${file}.copy`)
    const shown = await folder.json<{ users: number }>(['restore', `${file}.copy`, '--check'])
    assert.is(shown.users, 2)
    assert.is((await folder.run(['restore', join(folder.folder, 'none')])).exitCode, 2)
  }))

test.run()
