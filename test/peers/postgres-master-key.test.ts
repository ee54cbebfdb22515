import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { hashRecoveryCode } from '../../server/login/recovery-code.ts'
import type { Service } from '../../server/service.ts'
import { createKeyring } from '../../server/state/keys/keyring.ts'
import { createSealing } from '../../server/state/keys/sealing.ts'
import {
  addAlice,
  aliceSecret,
  type CommandFolder,
  configFor,
  withCommandFolder,
} from '../server/cli/commands.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const

interface Place {
  readonly dataDir: string
  open(): Promise<Service>
}

interface World extends CommandFolder {
  readonly postgres: Postgres
  readonly one: Place
  readonly other: Place
  /** Of the authenticators that a database dump shows. */
  sealedWith(keyId: string): Promise<number>
}

/** Two data folders with one database, the same users and the same master key. alice is enrolled. */
function withWorld(use: (world: World) => Promise<void>): Promise<void> {
  return withPostgres((postgres) =>
    withCommandFolder(async (commands) => {
      const stateStore = { kind: 'postgres', url: postgres.url, timeout: '5s' }
      await commands.configure({ stateStore })
      await addAlice(commands)
      const other = join(commands.folder, 'other')
      await mkdir(other, { mode: 0o700 })
      for (const file of ['users.json', 'master.key']) {
        await copyFile(join(commands.folder, 'data', file), join(other, file))
      }
      const userStores = [{ name: 'local', kind: 'file', path: './other/users.json' }]
      const otherFile = join(commands.folder, 'other.yaml')
      await writeFile(
        otherFile,
        JSON.stringify({ ...configFor(1812), dataDir: './other', userStores, stateStore }),
      )
      const place = (dataDir: string, file: string): Place => ({
        dataDir,
        open: async () => openService({ ...(await loadConfig(file, { env: {} })), logLevel: 'silent' }),
      })
      await use({
        ...commands,
        postgres,
        one: place(join(commands.folder, 'data'), commands.configFile),
        other: place(other, otherFile),
        async sealedWith(keyId) {
          const counted = await postgres.sql(
            `SELECT count(*) FROM ringlock.enrolments WHERE position('v1.${keyId}.' IN authenticators::text) > 0`,
          )
          return Number(counted)
        },
      })
    }),
  )
}

/** Waits for what another service does within seconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(50)
}

const keyIn = async (dataDir: string, name = 'master.key') =>
  Buffer.from(await readFile(join(dataDir, name), 'utf8'), 'base64')
const keyIdIn = async (dataDir: string, name?: string) => createSealing(await keyIn(dataDir, name)).keyId

/** What a login needs of the master key: alice's TOTP secret. */
async function opens({ state, sealing }: Service): Promise<boolean> {
  for await (const [userKey, { authenticators }] of state.listEnrolments()) {
    for (const { id, sealedTotpSecret } of authenticators) {
      if (
        sealing.unseal(sealedTotpSecret, { userKey, authenticatorId: id }).length !==
        aliceSecret.length * 0.625
      )
        return false
    }
  }
  return true
}

peerTest('a key is taken into use when every service has it, and none has to be restarted', needs, () =>
  withWorld(async ({ one, other, sealedWith }) => {
    const services = [await one.open(), await other.open()] as const
    const [first, second] = services
    try {
      const old = first.sealing.keyId
      assert.equal(await first.masterKeys.rotate(), { result: 'not-staged' })
      const staged = await first.masterKeys.stage()
      assert.is(staged.keyId, await keyIdIn(one.dataDir, 'master.key.next'))

      const early = await first.masterKeys.rotate()
      assert.is(early.result, 'lacking')
      assert.match('places' in early ? (early.places[0] ?? '') : '', `:${other.dataDir}`)
      assert.is(await sealedWith(old), 1, 'and nothing was changed')
      assert.is(first.sealing.keyId, old)

      await copyFile(join(one.dataDir, 'master.key.next'), join(other.dataDir, 'master.key.next'))
      await until(async () => (await first.masterKeys.status()).waitingFor.length === 0)
      const rotated = await first.masterKeys.rotate()
      assert.equal(rotated, { result: 'rotated', keyId: staged.keyId, formerKeyId: old })
      assert.equal([await sealedWith(old), await sealedWith(staged.keyId)], [0, 1])
      await until(async () => (await keyIdIn(other.dataDir)) === staged.keyId)
      for (const service of services) {
        assert.is(service.sealing.keyId, staged.keyId)
        assert.is(await opens(service), true)
      }
      const hashes = services.map(({ sealing }) =>
        sealing.recoveryCodeHashKeys.map((key) => hashRecoveryCode('01234-56789', 'local:1', key)),
      )
      assert.is(hashes[0]?.length, 2)
      assert.equal(hashes[0], hashes[1])
      assert.is(second.sealing.secretPrint(Buffer.alloc(20)), first.sealing.secretPrint(Buffer.alloc(20)))
    } finally {
      for (const service of services) await service.close()
    }
    for (const { dataDir } of [one, other]) {
      const trail = await readFile(join(dataDir, 'audit.jsonl'), 'utf8')
      assert.match(trail, '"event":"master-key.rotated","outcome":"done"')
    }
  }),
)

peerTest(
  'a service that sealed with the old key just before loses nothing, and the old key opens no row',
  needs,
  () =>
    withWorld(async ({ run, one, other, sealedWith }) => {
      const services = [await one.open(), await other.open()] as const
      const [first, second] = services
      try {
        const old = first.sealing.keyId
        await first.masterKeys.stage()
        await copyFile(join(one.dataDir, 'master.key.next'), join(other.dataDir, 'master.key.next'))
        await until(async () => (await first.masterKeys.status()).waitingFor.length === 0)
        const terms = {
          account: 'x',
          algorithm: 'SHA1',
          digits: 6,
          period: 30,
          kind: 'app',
          another: true,
        } as const
        let isOver = false
        const busy = [first, second].map(async ({ enrolments }, service) => {
          let bound = 0
          for (; !isOver || bound < 5; bound++) {
            const request = { ...terms, userKey: `local:${service}-${bound % 50}`, totpSecret: aliceSecret }
            assert.is((await enrolments.bindAtOnce(request, { door: 'cli' })).result, 'bound')
          }
        })
        assert.is((await first.masterKeys.rotate()).result, 'rotated')
        isOver = true
        await Promise.all(busy)
        assert.is(await sealedWith(old), 0)
        assert.equal([await opens(first), await opens(second)], [true, true])
      } finally {
        for (const service of services) await service.close()
      }
      assert.is((await run(['status'])).exitCode, 0)
    }),
)

peerTest(
  'a service that was killed counts until its lease is over, and one that ends goes at once',
  needs,
  () =>
    withWorld(async ({ postgres, one, other }) => {
      const service = await one.open()
      try {
        const gone = await other.open()
        await service.masterKeys.stage()
        assert.is((await service.masterKeys.rotate()).result, 'lacking')
        await gone.close()
        await postgres.sql(
          `INSERT INTO ringlock.key_holders VALUES ('ringlock state killed', 'host:/killed', '{}', 'x', ${Date.now() + 60_000})`,
        )
        const held = await service.masterKeys.rotate()
        assert.equal('places' in held ? held.places : [], ['host:/killed'])
        await postgres.sql(
          "UPDATE ringlock.key_holders SET until = 0 WHERE service = 'ringlock state killed'",
        )
        // A service of an earlier version tells nothing.
        const { store: silent } = await openPostgres(postgres, Date.now())
        const unknown = await service.masterKeys.rotate()
        assert.equal('places' in unknown ? unknown.places : [], [null])
        await silent.close()
        await until(async () => (await service.masterKeys.status()).waitingFor.length === 0)
        assert.is((await service.masterKeys.rotate()).result, 'rotated')
      } finally {
        await service.close()
      }
    }),
)

peerTest(
  'a service without the new key does not start, nor one with the old key on a restored database',
  needs,
  () =>
    withWorld(async ({ postgres, run, one, other }) => {
      const old = await keyIdIn(one.dataDir)
      assert.is((await run(['master-key', 'rotate'])).exitCode, 0)
      const key = await keyIdIn(one.dataDir)
      const refused = await other.open().then(
        async (service) => {
          await service.close()
          return 'it started'
        },
        (error: Error) => error.message,
      )
      assert.match(refused, `sealed with the master key ${key}, and the one here is ${old}`)
      await copyFile(join(one.dataDir, 'master.key'), join(other.dataDir, 'master.key'))
      await (await other.open()).close()
      await postgres.sql(`UPDATE ringlock.master_key SET key_id = '${old}', carried = NULL`)
      const { exitCode, stderr } = await run(['status'])
      assert.is(exitCode, 2)
      assert.match(stderr, `sealed with the master key ${old}, and the one here is ${key}`)
    }),
)

peerTest('the old key stays until the last service seals with the new one', needs, () =>
  withWorld(async ({ postgres, one, sealedWith }) => {
    const service = await one.open()
    try {
      const old = service.sealing.keyId
      const { keyId } = await service.masterKeys.stage()
      await postgres.sql(
        `INSERT INTO ringlock.key_holders
         VALUES ('ringlock state slow', 'host:/slow', '{${old},${keyId}}', '${old}', ${Date.now() + 600_000})`,
      )
      const rotated = service.masterKeys.rotate()
      await until(async () => service.sealing.keyId === keyId)
      assert.is((await postgres.sql('SELECT former_key_id FROM ringlock.master_key')).trim(), old)
      assert.is(await sealedWith(old), 1)
      assert.is(await opens(service), true)
      assert.is(await keyIdIn(one.dataDir), old)
      await postgres.sql(`UPDATE ringlock.key_holders SET key_in_use = '${keyId}'`)
      assert.is((await rotated).result, 'rotated')
      assert.is(await sealedWith(old), 0)
      assert.is(await keyIdIn(one.dataDir), keyId)
    } finally {
      await service.close()
    }
  }),
)

peerTest('a row that came in behind the first pass is sealed anew by the last one', needs, () =>
  withWorld(async ({ postgres, one, sealedWith }) => {
    const keyring = createKeyring(await keyIn(one.dataDir))
    const [old, keyId] = [keyring.keyId, keyring.hold(Buffer.alloc(32, 1))]
    const { store } = await openPostgres(postgres, Date.now())
    const carried = keyring.carriedTo(keyId)
    assert.is(await store.changeMasterKey({ keyId, formerKeyId: old, carried }), 'changed')
    keyring.use(keyId, carried)
    const seen = new Set<string>()
    await store.renewSeals({
      ...keyring.renewal,
      // As if it had not been there when the first pass came by.
      secret: (sealed, owner) =>
        seen.size === seen.add(sealed).size ? keyring.renewal.secret(sealed, owner) : sealed,
    })
    assert.is(seen.size, 1)
    assert.equal([await sealedWith(old), await sealedWith(keyId)], [0, 1])
    await store.close()
  }),
)

peerTest('a rotation that a service did not end is ended by another one', needs, () =>
  withWorld(async ({ postgres, one, other, sealedWith }) => {
    const first = await one.open()
    const old = first.sealing.keyId
    const { keyId } = await first.masterKeys.stage()
    await copyFile(join(one.dataDir, 'master.key.next'), join(other.dataDir, 'master.key.next'))
    const keyring = createKeyring(await keyIn(one.dataDir))
    const carried = keyring.carriedTo(keyring.hold(await keyIn(one.dataDir, 'master.key.next')))
    await first.close()
    await postgres.sql(
      `UPDATE ringlock.master_key SET key_id = '${keyId}', former_key_id = '${old}', carried = '${carried}'`,
    )
    const second = await other.open()
    try {
      assert.is(second.sealing.keyId, keyId)
      assert.equal([await sealedWith(old), await sealedWith(keyId)], [0, 1])
      assert.is(await keyIdIn(other.dataDir), keyId)
    } finally {
      await second.close()
    }
    const again = await one.open()
    assert.is(await opens(again), true)
    assert.is(await keyIdIn(one.dataDir), keyId)
    await again.close()
  }),
)

test.run()
