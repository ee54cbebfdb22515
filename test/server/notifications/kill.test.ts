import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readAudit } from '../../../server/audit/read-audit.ts'
import type { OfferResult } from '../../../server/enrolment/enrolments.ts'
import { hashLinkToken } from '../../../server/notifications/link-tokens.ts'
import { keyOf } from '../../../server/state/claim-key.ts'
import type { TotpAuthenticator } from '../../../server/state/contract/state-store.ts'
import { bundled } from '../../bundled.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { verifyWithStore } from '../audit/audit-suite.ts'
import { wins } from '../state/samples.ts'
import { actor, alice, app, codeOf, openKillWorld, start } from './kill-world.ts'

type Offer = Extract<OfferResult, { result: 'offered' }>
type World = Awaited<ReturnType<typeof openKillWorld>>

interface Killed {
  /** False: it was done before it could be killed. */
  readonly inTheMiddle: boolean
  /** null: it was not told by then. */
  readonly offer: Offer | null
}

/** The changes of enrolments that the audit log tells of. */
async function changesTold(dataDir: string): Promise<string[]> {
  const page = await readAudit(dataDir, { userKey: alice, cursor: null, limit: 100 })
  const events = page?.events.filter(({ event }) => event.startsWith('enrolment.')) ?? []
  return events.map(({ event }) => event).reverse()
}

const child = fileURLToPath(new URL('kill-child.ts', import.meta.url))
const token = 'of the mailed link'

async function workUntilKilled(script: string, args: readonly string[]): Promise<Killed> {
  const worker = fork(script, args, { execArgv: [] })
  let offer: Offer | null = null
  worker.on('message', (message) => {
    offer = message as Offer
  })
  const [code, signal] = await once(worker, 'close')
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`ended with ${code}`)
  return { inTheMiddle: signal === 'SIGKILL', offer }
}

/**
 * Kills it before its first step, its second, and so on until it gets to its end; looks at what is left each time.
 *
 * @returns how often it was killed
 */
function killBetweenAllSteps(
  what: readonly string[],
  prepare: (world: World) => Promise<void>,
  look: (world: World, killed: Killed, changes: readonly string[]) => Promise<void>,
): Promise<number> {
  let kills = 0
  return withTemporaryFolder(async (root) => {
    const script = await bundled(child)
    for (;;) {
      const dataDir = join(root, `data-${kills}`)
      await mkdir(dataDir)
      const before = await openKillWorld(dataDir)
      await prepare(before)
      await before.close()
      const killed = await workUntilKilled(script, [dataDir, String(kills), ...what])
      const after = await openKillWorld(dataDir)
      assert.ok((await verifyWithStore(dataDir, after.store)).ok)
      await look(after, killed, await changesTold(dataDir))
      await after.close()
      if (!killed.inTheMiddle) return
      kills++
    }
  }).then(() => kills)
}

test('kill -9 between any two steps of an enrolment leaves nothing enrolled, or everything', async () => {
  const seen = new Set<string>()
  const kills = await killBetweenAllSteps(
    ['enrol'],
    async () => {},
    async ({ store, enrolments }, { inTheMiddle, offer }, changes) => {
      const enrolment = await store.readEnrolment(alice)
      const { authenticators = [], recoveryCodeHashes = [], pending = null } = enrolment ?? {}
      const isNew = authenticators.length === 1
      seen.add(isNew ? 'new' : 'old')
      assert.equal([recoveryCodeHashes.length, isNew && pending !== null], [isNew ? 10 : 0, false])
      assert.ok(inTheMiddle || isNew)
      // No change without its line, and no line twice, nor one without its change.
      const told = ['enrolment.offered', ...(isNew ? ['enrolment.confirmed'] : [])]
      assert.equal(changes, isNew || pending !== null ? told : [])
      if (isNew && offer !== null) {
        const used = {
          claimKey: keyOf((authenticators.at(-1) ?? pending?.authenticator) as TotpAuthenticator),
          timeStep: Math.floor(start / 30_000),
          acceptableUntil: Infinity,
        }
        assert.is(await wins(store, used, start), false, 'the code that enrolled lets nobody in')
      } else if (pending !== null && offer !== null) {
        const next = { userKey: alice, id: offer.id, codes: [codeOf(offer.totpSecret, 1)] }
        assert.is((await enrolments.confirm(next, actor)).result, 'confirmed')
      } else assert.is((await enrolments.offer(app, actor)).result, 'offered')
    },
  )
  assert.ok(kills >= 8, `${kills} kills`)
  assert.equal([...seen], ['old', 'new'])
})

test('kill -9 between any two steps of a reset leaves everything, or nothing that lets in without a password', async () => {
  const seen = new Set<string>()
  let cookie = ''
  const kills = await killBetweenAllSteps(
    ['reset', token],
    async ({ store, enrolments, trustedDevices }) => {
      const bound = await enrolments.bindAtOnce({ ...app, another: false }, actor)
      if (bound.result !== 'bound') throw new Error(bound.reason)
      const { authenticatorId } = bound
      const device = { userKey: alice, authenticatorId, name: 'Firefox' }
      cookie = (await trustedDevices.trust(device, 60_000, start)).value
      const link = { purpose: 'reset', userKey: alice, expiresAt: start + 60_000 } as const
      await store.putLink({ ...link, hash: hashLinkToken(token) }, start)
    },
    async ({ store, resets, trustedDevices }, { inTheMiddle }, changes) => {
      const enrolment = await store.readEnrolment(alice)
      const { authenticators = [], recoveryCodeHashes = [] } = enrolment ?? {}
      const isOld = authenticators.length === 1
      seen.add(isOld ? 'old' : 'new')
      assert.is(recoveryCodeHashes.length, isOld ? 10 : 0)
      const trusted = await trustedDevices.find(cookie, alice, authenticators, 60_000, start)
      assert.is(trusted !== null, isOld)
      assert.ok(inTheMiddle || !isOld)
      assert.equal(changes, ['enrolment.bound', ...(isOld ? [] : ['enrolment.reset'])])
      if (!isOld) assert.is(await resets.read(token), null, 'what is set up next is not taken off by it')
    },
  )
  assert.ok(kills >= 6, `${kills} kills`)
  assert.equal([...seen], ['old', 'new'])
})

test.run()
