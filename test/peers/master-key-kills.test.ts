import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { hashRecoveryCode } from '../../server/login/recovery-code.ts'
import { parseTotpSecret } from '../../server/login/totp.ts'
import type { Service } from '../../server/service.ts'
import { createSealing } from '../../server/state/keys/sealing.ts'
import { aliceSecret, type CommandFolder, withCommandFolder } from '../server/cli/commands.ts'
import { peerTest } from './peers.ts'

/** As it was built, as it is installed. */
const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** Kills the process before the step of this number: whatever changes a file, from the making of the next key to its removal. */
const killBeforeStep = `
  import fs from 'node:fs'
  import promises from 'node:fs/promises'
  import { syncBuiltinESMExports } from 'node:module'
  let left = Infinity
  const step = () => { if (left-- === 0) process.kill(process.pid, 'SIGKILL') }
  const before = (object, name) => {
    const real = object[name]
    object[name] = function (...args) {
      const [path] = args.map(String)
      // A temporary file has another name by then.
      if (name !== 'rm' || !path.endsWith('.tmp')) step()
      if (name === 'rm' && path.endsWith('master.key.next')) left = Infinity
      return real.apply(this, args)
    }
  }
  const handle = await promises.open(process.execPath)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  for (const name of ['write', 'writev', 'writeFile', 'truncate']) before(prototype, name)
  for (const name of ['rename', 'link', 'rm']) before(promises, name)
  const open = promises.open
  promises.open = (path, flags, ...rest) => {
    if (left === Infinity && String(path).includes('master.key.next') && flags === 'wx') left = Number(process.env.STEP)
    if (flags !== 'r' && flags !== undefined) step()
    return open(path, flags, ...rest)
  }
  syncBuiltinESMExports()
`

const portal = { name: 'portal', key: 'a-long-random-portal-key', origins: ['http://127.0.0.1:1'] }
const configuration = {
  http: { listen: '127.0.0.1:0', publicUrl: 'http://127.0.0.1:1', portals: [portal] },
  // No server listens there, so that mail waits.
  mail: { from: 'pbx@example.test', smtp: { host: '127.0.0.1', port: 1, security: 'none' } },
}

async function openFolder({ configFile }: CommandFolder): Promise<Service> {
  return openService({ ...(await loadConfig(configFile, { env: {} })), logLevel: 'silent' })
}

/** Everything that is sealed or hashed with the master key, once each. */
async function fill(folder: CommandFolder) {
  const added = await folder.run(['user', 'add', 'alice', '--password-stdin'], { input: 'pass word\n' })
  assert.is(added.exitCode, 0)
  const service = await openFolder(folder)
  const userKey = 'local:alice'
  const terms = { userKey, account: 'alice', algorithm: 'SHA1', digits: 6, period: 30 } as const
  const app = { ...terms, kind: 'app', totpSecret: aliceSecret, another: false } as const
  const bound = await service.enrolments.bindAtOnce(app, { door: 'cli' })
  if (bound.result !== 'bound') throw new Error(bound.reason)
  const device = { ...app, kind: 'hardware', totpSecret: 'B'.repeat(32), another: true } as const
  assert.is((await service.enrolments.bindAtOnce(device, { door: 'cli' })).result, 'bound')
  assert.is(
    (
      await service.enrolments.offer(
        { ...terms, kind: 'app', totpSecret: null, serial: null, email: null },
        { door: 'cli' },
      )
    ).result,
    'offered',
  )
  const to = { address: 'alice@example.test', name: 'Alice', language: null }
  await service.mailer?.send(to, { kind: 'test' }, null)
  const signing = await service.assertionKeys?.current()
  await service.close()
  return { userKey, recoveryCode: bound.recoveryCodes[0] ?? '', signingKey: signing?.id }
}

type Filled = Awaited<ReturnType<typeof fill>>

async function nothingIsLost(service: Service, { userKey, recoveryCode, signingKey }: Filled): Promise<void> {
  const { sealing, state } = service
  const enrolment = await state.readEnrolment(userKey)
  const [app, device] = enrolment?.authenticators ?? []
  const pending = enrolment?.pending?.authenticator
  if (!app || !device || !pending) throw new Error('an authenticator is gone')
  const open = ({ id, sealedTotpSecret }: typeof app) =>
    Buffer.from(sealing.unseal(sealedTotpSecret, { userKey, authenticatorId: id }))
  assert.equal(open(app), Buffer.from(parseTotpSecret(aliceSecret) ?? []))
  assert.is(open(pending).length, 20)
  assert.is(sealing.secretPrint(open(device)), device.secretPrint)
  const hashes = sealing.recoveryCodeHashKeys.map((key) => hashRecoveryCode(recoveryCode, userKey, key))
  assert.is(hashes.filter((hash) => enrolment?.recoveryCodeHashes.includes(hash)).length, 1)
  assert.is((await service.assertionKeys?.current())?.id, signingKey)
  assert.is(service.mailer?.status().queued, 1)
}

async function textsOf(dataDir: string): Promise<string> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n')
}

/** True: it was killed before it was done. */
async function rotateUntil(step: number, { configFile }: CommandFolder): Promise<boolean> {
  const preload = `data:text/javascript,${encodeURIComponent(killBeforeStep)}`
  const args = ['--import', preload, program, 'master-key', 'rotate', '--config', configFile]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, STEP: String(step) },
    stdio: 'ignore',
  })
  const [exitCode, signal] = await once(child, 'exit')
  assert.ok(exitCode === 0 || signal === 'SIGKILL', `${exitCode} ${signal}`)
  return signal === 'SIGKILL'
}

peerTest(
  'killed at any step of a rotation, the next start loses nothing, and the rotation can be ended',
  { needs: [] },
  () =>
    withCommandFolder(async (folder) => {
      await folder.configure(configuration)
      const filled = await fill(folder)
      const dataDir = join(folder.folder, 'data')
      await cp(dataDir, join(folder.folder, 'before'), { recursive: true, preserveTimestamps: true })
      const old = createSealing(
        Buffer.from(await readFile(join(dataDir, 'master.key'), 'utf8'), 'base64'),
      ).keyId
      const starts = { old: 0, new: 0 }
      let steps = 0
      while (await rotateUntil(steps, folder)) {
        const killed = await openFolder(folder)
        try {
          await nothingIsLost(killed, filled)
          const status = await killed.masterKeys.status()
          assert.is(status.formerKeyId, null, `what was begun ends with the start (step ${steps})`)
          starts[status.keyId === old ? 'old' : 'new']++
          if (status.keyId === old) assert.is((await killed.masterKeys.rotate()).result, 'rotated')
          await nothingIsLost(killed, filled)
        } finally {
          await killed.close()
        }
        assert.not.ok(
          (await textsOf(dataDir)).includes(`v1.${old}.`),
          `nothing is left of the old key (step ${steps})`,
        )
        const keys = (await readdir(dataDir)).filter((name) => name === 'master.key.next')
        assert.equal(keys, [])
        await rm(dataDir, { recursive: true })
        await cp(join(folder.folder, 'before'), dataDir, { recursive: true, preserveTimestamps: true })
        steps++
      }
      assert.ok(starts.old > 3 && starts.new > 15, `${steps} steps: ${JSON.stringify(starts)}`)
    }),
)

test.run()
