import { randomBytes } from 'node:crypto'
import { copyFile, cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import { openService } from '../../../server/compose/app.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import type { RotatedKey, StagedKey } from '../../../server/control/master-key.ts'
import { createKeyring } from '../../../server/state/keys/keyring.ts'
import { createKeyFile, nextKeyFile } from '../../../server/state/keys/master-key-file.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { authenticator, nothingEnrolled } from '../state/samples.ts'
import {
  addAlice,
  alicePassword,
  aliceSecret,
  type CommandFolder,
  codeNow,
  type Ran,
  sharedSecret,
  withCommandFolder,
} from './commands.ts'

const keyFile = ({ folder }: CommandFolder) => join(folder, 'data/master.key')
const readKey = async (folder: CommandFolder) => (await readFile(keyFile(folder), 'utf8')).trim()
const idOf = (written: string) => createSealing(Buffer.from(written, 'base64')).keyId

async function serve({ start }: CommandFolder, env: Readonly<Record<string, string>> = {}) {
  const service = start(['serve'], { env })
  await service.says('"msg":"ready"')
  return service
}

async function stop(service: Awaited<ReturnType<typeof serve>>): Promise<void> {
  service.child.kill('SIGTERM')
  assert.is((await service.ended).exitCode, 0)
}

function login({ run, port }: CommandFolder, code: string) {
  const args = ['login', 'alice', '--server', `127.0.0.1:${port}`, '--password-stdin', '--code', code]
  return run(args, { input: `${alicePassword}\n`, env: { RINGLOCK_RADIUS_SECRET: sharedSecret } })
}

/** alice with the app of the other tests; her recovery codes. */
async function enrolAlice({ run, json }: CommandFolder): Promise<readonly string[]> {
  const added = await run(['user', 'add', 'alice', '--password-stdin'], { input: `${alicePassword}\n` })
  assert.is(added.exitCode, 0)
  const args = ['enrol', 'alice', '--totp-secret', aliceSecret]
  return (await json<{ recoveryCodes: readonly string[] }>(args)).recoveryCodes
}

function loginWithRecoveryCode({ run }: CommandFolder, code = ''): Promise<Ran> {
  const input = `${alicePassword},${code}`
  return run(['verify', '--separator', ','], { input, env: { PAM_USER: 'alice' } })
}

/** What is stored and opens with a master key. */
async function sealedWith({ folder }: CommandFolder, written: string): Promise<string[]> {
  const data = join(folder, 'data')
  const names = await readdir(data, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const))
  return texts.filter(([, text]) => text.includes(`v1.${idOf(written)}.`)).map(([file]) => file)
}

const portal = { name: 'portal', key: 'a-long-random-portal-key', origins: ['http://127.0.0.1:1'] }
const http = { listen: '127.0.0.1:0', publicUrl: 'http://127.0.0.1:1', portals: [portal] }

test('a running service takes a new master key without being stopped, and no file is sealed with the old one', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ http })
    const recoveryCodes = await enrolAlice(folder)
    const old = await readKey(folder)
    const service = await serve(folder)
    assert.is((await login(folder, codeNow())).exitCode, 0)
    assert.ok((await sealedWith(folder, old)).length > 0)

    const rotated = await folder.json<RotatedKey>(['master-key', 'rotate'])
    const key = await readKey(folder)
    assert.equal(rotated, { keyId: idOf(key), nextKeyId: null, formerKeyId: idOf(old), waitingFor: [] })
    assert.is.not(key, old)
    assert.equal(await sealedWith(folder, old), [])
    assert.not.ok((await readdir(join(folder.folder, 'data'))).some((name) => name.startsWith('master.key.')))
    assert.is((await login(folder, codeNow(1))).exitCode, 0)
    assert.is((await loginWithRecoveryCode(folder, recoveryCodes[0])).exitCode, 0)
    assert.is((await loginWithRecoveryCode(folder, recoveryCodes[0])).exitCode, 1)

    await stop(service)
    const again = await serve(folder)
    assert.is((await loginWithRecoveryCode(folder, recoveryCodes[1])).exitCode, 0)
    await stop(again)
    const trail = await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8')
    assert.match(
      trail,
      `"event":"master-key.rotated","outcome":"done","reason":"${idOf(old)} to ${idOf(key)}"`,
    )
    assert.not.ok(trail.includes(old) || trail.includes(key) || service.output().includes(key))
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

test('the old key is refused afterwards, and so is a store from before with the new one: each says which is needed', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const old = await readKey(folder)
    await cp(join(folder.folder, 'data'), join(folder.folder, 'backup'), { recursive: true })
    const { exitCode, stdout } = await folder.run(['master-key', 'rotate'])
    assert.is(exitCode, 0)
    const key = await readKey(folder)
    assert.match(
      stdout,
      new RegExp(`new master key ${idOf(key)}\\. Keep the former key ${idOf(old)} with the backups`),
    )

    await writeFile(keyFile(folder), `${old}\n`)
    const withOld = await folder.run(['status'])
    assert.is(withOld.exitCode, 2)
    assert.match(withOld.stderr, `sealed with the master key ${idOf(key)}, and the one here is ${idOf(old)}`)
    assert.is((await folder.start(['serve']).ended).exitCode, 2)
    await writeFile(keyFile(folder), `${key}\n`)
    assert.is((await folder.run(['status'])).exitCode, 0)

    await rename(join(folder.folder, 'data'), join(folder.folder, 'later'))
    await cp(join(folder.folder, 'backup'), join(folder.folder, 'data'), { recursive: true })
    await writeFile(keyFile(folder), `${key}\n`)
    const withNew = await folder.run(['status'])
    assert.is(withNew.exitCode, 2)
    assert.match(withNew.stderr, `The master key ${idOf(key)} does not open`)
    assert.match(withNew.stderr, `another master key (${idOf(old)})`)
    await copyFile(join(folder.folder, 'backup/master.key'), keyFile(folder))
    assert.is((await folder.run(['status'])).exitCode, 0)
  }))

test('rotated again and again, the first recovery codes and devices still count', () =>
  withCommandFolder(async (folder) => {
    const recoveryCodes = await enrolAlice(folder)
    const device = ['enrol', 'alice', '--another', '--kind', 'hardware', '--totp-secret', 'A'.repeat(32)]
    assert.is((await folder.run(device)).exitCode, 0)
    assert.is(
      (await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass word\n' })).exitCode,
      0,
    )
    for (let i = 0; i < 3; i++) assert.is((await folder.run(['master-key', 'rotate'])).exitCode, 0)
    assert.is((await loginWithRecoveryCode(folder, recoveryCodes[0])).exitCode, 0)
    assert.is((await loginWithRecoveryCode(folder, recoveryCodes[0])).exitCode, 1)
    const taken = await folder.run(['enrol', 'bob', ...device.slice(3)])
    assert.is(taken.exitCode, 1, 'the device of another user is still known for one')
  }))

/** What a killed rotation leaves: the next key staged, in use in the store, and everything sealed with it, or not yet. */
async function leaveHalfDone(folder: CommandFolder, { isRenewed }: { readonly isRenewed: boolean }) {
  const [old, key] = [Buffer.from(await readKey(folder), 'base64'), randomBytes(32)]
  const keyring = createKeyring(old)
  const [formerKeyId, keyId] = [keyring.keyId, keyring.hold(key)]
  await createKeyFile(nextKeyFile(join(folder.folder, 'data')), key)
  const service = await openService({
    ...(await loadConfig(folder.configFile, { env: {} })),
    logLevel: 'silent',
  })
  const carried = keyring.carriedTo(keyId)
  assert.is(await service.state.changeMasterKey({ keyId, formerKeyId, carried }), 'changed')
  keyring.use(keyId, carried)
  if (isRenewed) await service.state.renewSeals(keyring.renewal)
  await service.close()
  return { old: old.toString('base64'), key: key.toString('base64') }
}

for (const isRenewed of [false, true]) {
  test(`a rotation that was cut off ${isRenewed ? 'after' : 'before'} the seals were renewed ends with the next start`, () =>
    withCommandFolder(async (folder) => {
      const [recoveryCode] = await enrolAlice(folder)
      const { old, key } = await leaveHalfDone(folder, { isRenewed })
      assert.is((await folder.run(['status'])).exitCode, 0)
      assert.is(await readKey(folder), key)
      assert.equal(await sealedWith(folder, old), [])
      assert.is((await loginWithRecoveryCode(folder, recoveryCode)).exitCode, 0)
      // The key was in its place, and the next one not removed yet.
      await createKeyFile(nextKeyFile(join(folder.folder, 'data')), Buffer.from(key, 'base64'))
      assert.is((await folder.run(['status'])).exitCode, 0)
      assert.not.ok((await readdir(join(folder.folder, 'data'))).includes('master.key.next'))
      const trail = await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8')
      assert.is(trail.split('"event":"master-key.rotated"').length, 2, 'and it is told once')
    }))
}

test('before a rotation has ended both keys are needed, and the message says so', () =>
  withCommandFolder(async (folder) => {
    await enrolAlice(folder)
    const { old, key } = await leaveHalfDone(folder, { isRenewed: false })
    await rm(nextKeyFile(join(folder.folder, 'data')))
    const without = await folder.run(['status'])
    assert.is(without.exitCode, 2)
    assert.match(without.stderr, `sealed with the master key ${idOf(key)}, and the one here is ${idOf(old)}`)
    await writeFile(keyFile(folder), `${key}\n`)
    const alone = await folder.run(['status'])
    assert.is(alone.exitCode, 2)
    assert.match(alone.stderr, `the former key ${idOf(old)} is needed too`)
    await writeFile(keyFile(folder), `${old}\n`)
    await createKeyFile(nextKeyFile(join(folder.folder, 'data')), Buffer.from(key, 'base64'))
    assert.is((await folder.run(['status'])).exitCode, 0)
    assert.equal(await sealedWith(folder, old), [])
  }))

test('what was sealed just before a rotation, and is stored just after, opens with the new key', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const open = async () =>
      openService({ ...(await loadConfig(folder.configFile, { env: {} })), logLevel: 'silent' })
    const service = await open()
    const owner = { userKey: 'local:late', authenticatorId: 'late' }
    const sealedTotpSecret = service.sealing.seal(Buffer.alloc(20, 1), owner)
    assert.is((await service.masterKeys.rotate()).result, 'rotated')
    await service.state.changeEnrolment(owner.userKey, () => ({
      ...nothingEnrolled,
      authenticators: [{ ...authenticator('late'), sealedTotpSecret }],
    }))
    await service.close()
    const again = await open()
    const [late] = (await again.state.readEnrolment(owner.userKey))?.authenticators ?? []
    assert.equal(Buffer.from(again.sealing.unseal(late?.sealedTotpSecret ?? '', owner)), Buffer.alloc(20, 1))
    assert.throws(() => again.sealing.unseal(sealedTotpSecret, owner), /another master key/)
    await again.close()
  }))

test('a staged key is told, waits, and is the one that is taken into use', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const old = await readKey(folder)
    const service = await serve(folder)
    const staged = await folder.json<StagedKey>(['master-key', 'rotate', '--stage'])
    assert.is(staged.masterKey, null)
    assert.match(staged.file ?? '', /data\/master\.key\.next$/)
    const next = (await readFile(staged.file ?? '', 'utf8')).trim()
    assert.is(staged.nextKeyId, idOf(next))
    assert.is(await readKey(folder), old)
    const findings = await folder.json<Finding[]>(['doctor'])
    const told = findings.filter(({ check }) => check === 'master key').map(({ message }) => message)
    assert.match(told[0] ?? '', `${idOf(old)}, from master.key`)
    assert.match(told[1] ?? '', `${idOf(next)} is staged as the next one: ringlock master-key rotate`)
    const again = await folder.json<StagedKey>(['master-key', 'rotate', '--stage'])
    assert.is(again.nextKeyId, staged.nextKeyId)

    const { keyId } = await folder.json<RotatedKey>(['master-key', 'rotate'])
    assert.is(keyId, staged.nextKeyId)
    assert.is(await readKey(folder), next)
    assert.is((await login(folder, codeNow())).exitCode, 0)
    await stop(service)
  }))

test('a key from the environment is rotated in two phases', () =>
  withCommandFolder(async (folder) => {
    const environment = (...values: readonly (string | undefined)[]) => {
      for (const [i, name] of ['RINGLOCK_MASTER_KEY', 'RINGLOCK_MASTER_KEY_NEXT'].entries()) {
        if (values[i] === undefined) delete process.env[name]
        else process.env[name] = values[i]
      }
    }
    const old = Buffer.alloc(32, 7).toString('base64')
    try {
      environment(old)
      await addAlice(folder)
      const early = await folder.run(['master-key', 'rotate'])
      assert.is(early.exitCode, 1)
      assert.match(
        early.stderr,
        /RINGLOCK_MASTER_KEY, which ringlock cannot change: ringlock master-key rotate --stage/,
      )

      const shown = await folder.run(['master-key', 'rotate', '--stage'])
      const key = /^RINGLOCK_MASTER_KEY_NEXT=(\S{44})$/m.exec(shown.stdout)?.[1] ?? ''
      assert.match(shown.stdout, `the next master key ${idOf(key)}`)
      environment(old, key)
      const { exitCode, stdout } = await folder.run(['master-key', 'rotate'])
      assert.is(exitCode, 0)
      assert.match(stdout, /Now set RINGLOCK_MASTER_KEY to what RINGLOCK_MASTER_KEY_NEXT holds/)
      assert.equal(await sealedWith(folder, old), [])

      const between = await folder.run(['status', 'alice'])
      assert.equal([between.exitCode, /The master key in use is the one in/.test(between.stderr)], [0, true])
      environment(key)
      assert.is((await folder.run(['status', 'alice'])).exitCode, 0)
      environment(old)
      assert.is((await folder.run(['status', 'alice'])).exitCode, 2)
      assert.not.ok(
        (await readdir(join(folder.folder, 'data'))).some((name) => name.startsWith('master.key')),
      )
    } finally {
      environment()
    }
  }))

test('an enrolment that was altered holds a rotation back, and nothing is changed', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    for (const [name, secret] of [
      ['bob', 'B'],
      ['carol', 'C'],
    ] as const) {
      const user = { name, password: 'pass word', totpSecret: secret.repeat(32) }
      const ran = await folder.run(['user', 'import', '-'], { input: `${JSON.stringify(user)}\n` })
      assert.is(ran.exitCode, 0)
    }
    const old = await readKey(folder)
    const file = join(folder.folder, 'data/enrolments.json')
    const rows = (await readFile(file, 'utf8')).split('\n')
    const last = rows.findLastIndex((row) => row.includes('sealedTotpSecret'))
    const altered = rows.with(
      last,
      (rows[last] ?? '').replace(
        /(v1\.[\w-]+\.[\w-]+\.)(.)/,
        (_, start, byte) => start + (byte === 'A' ? 'B' : 'A'),
      ),
    )
    await writeFile(file, altered.join('\n'))
    const { exitCode, stderr } = await folder.run(['master-key', 'rotate'])
    assert.is(exitCode, 1)
    assert.match(stderr, /Nothing was changed: the master key does not open the authenticators of local:/)
    assert.is(await readKey(folder), old)
    assert.is(await readFile(file, 'utf8'), altered.join('\n'))
    assert.is((await folder.run(['reset', 'carol'])).exitCode, 0)
    assert.is((await folder.run(['master-key', 'rotate'])).exitCode, 0)
  }))

test('a wrong command line is told from a refusal', () =>
  withCommandFolder(async ({ run }) => {
    assert.is((await run(['master-key'])).exitCode, 2)
    assert.is((await run(['master-key', 'rotate', '--later'])).exitCode, 2)
    assert.match((await run(['master-key', 'rotate', '--help'])).stdout, /--stage/)
  }))

test.run()
