import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountThrottle } from '../../server/login/throttle.ts'
import { type StateStore, StateStoreError } from '../../server/state/contract/state-store.ts'
import { faultOf } from '../fault-of.ts'
import { freePort } from '../free-port.ts'
import {
  alice,
  authenticator,
  challenge,
  claim,
  device,
  enrol,
  enrolmentOf,
  link,
  nothingEnrolled,
  rotation,
  start,
  times,
  wins,
} from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const impatient = { timeout: 2000, pool: 4 }
const holder = { userKey: alice, askedBy: 'office-pbx' }

const fault = (question: unknown) =>
  Promise.resolve(question).then(
    (answer) => assert.unreachable(`answered ${JSON.stringify(answer)}`),
    (error) => assert.instance(error, StateStoreError),
  )

async function prepare(store: StateStore): Promise<void> {
  await enrol(store, alice, 'a')
  await store.recordFailure(alice, 'code', accountThrottle, start)
  await store.putChallenge(challenge('c'), start)
  await store.putLink(link('l'), start)
  await store.putTrustedDevice(device('d'), start)
}

/** Asks again while connections that were cut are found out. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      assert.instance(error, StateStoreError)
    }
  }
}

/** What guards a login: none of it may say yes, or no. */
async function expectFaults(store: StateStore): Promise<void> {
  await Promise.all([
    fault(store.readEnrolment(alice)),
    fault(store.readFailures(alice)),
    fault(wins(store, claim('a', 5), start)),
    fault(store.consumeRecoveryCode(alice, 'hash-1')),
    fault(store.takeChallenge('c', holder, start)),
    fault(store.takeLink('reset', 'l', start)),
    fault(store.rotateTrustedDevice(rotation('d'), start)),
    fault(store.recordFailure(alice, 'code', accountThrottle, start)),
    fault(store.changeEnrolment(alice, () => null)),
    fault(store.readUsers([alice])),
  ])
}

/** Nothing was used up, and no one was charged. */
async function expectNothingLost(store: StateStore): Promise<void> {
  assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  assert.is((await store.readFailures(alice)).code?.count, 1)
  assert.is(await wins(store, claim('a', 5), start), true)
  assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
  assert.equal(await store.takeChallenge('c', holder, start), challenge('c'))
  assert.equal(await store.takeLink('reset', 'l', start), link('l'))
  assert.is(await store.rotateTrustedDevice(rotation('d'), start), 'rotated')
}

peerTest('a database that hangs and is killed answers nothing, and loses nothing', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, impatient)
    await prepare(store)
    await postgres.signal('SIGSTOP')
    await expectFaults(store)
    await postgres.signal('SIGKILL')
    await expectFaults(store)
    await postgres.restart()
    await expectNothingLost(store)
    await store.close()
  }),
)

peerTest('under load, no step that was won is won again after kill -9', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, impatient)
    const won = new Map<string, number>()
    let accepts = 0
    const lane = async (id: string) => {
      for (let step = 0; ; step++) {
        assert.is(await wins(store, claim(id, step), start), true)
        won.set(id, step)
        if (++accepts === 1000) {
          await postgres.signal('SIGSTOP')
          await postgres.signal('SIGKILL')
        }
      }
    }
    await Promise.all(times(50, (i) => fault(lane(`a${i}`))))
    await postgres.restart()
    for (const [id, step] of won) {
      assert.is(await wins(store, claim(id, step), start), false)
      assert.is(await wins(store, claim(id, step + 2), start), true)
    }
    await store.close()
  }),
)

peerTest('connections that are cut, in use or not, are opened anew', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const cut = 'SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()'
    await prepare(store)
    await postgres.sql(cut)
    const cutOff = await faultOf(() => store.readEnrolment(alice))
    if (cutOff instanceof Error) assert.instance(cutOff, StateStoreError)
    await expectNothingLost(store)
    const claims = times(200, (i) => wins(store, claim(`b${i}`, 1), start))
    const [settled] = await Promise.all([Promise.allSettled(claims), postgres.sql(cut)])
    for (const [i, { status }] of settled.entries()) {
      const again = await untilAnswered(() => wins(store, claim(`b${i}`, 1), start))
      if (status === 'fulfilled') assert.is(again, false)
    }
    await store.close()
  }),
)

peerTest('an enrolment is the old one or the new one, whenever the database is killed', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, impatient)
    const whole = (n: number) => ({
      ...nothingEnrolled,
      authenticators: times(20, (i) => ({ ...authenticator(`${n}-${i}`), secretPrint: `${n}-${i}` })),
    })
    let acknowledged = -1
    const changing = (async () => {
      for (let n = 0; ; n++) {
        await store.changeEnrolment(alice, () => whole(n))
        acknowledged = n
      }
    })().catch((error) => error)
    while (acknowledged < 20) await new Promise(setImmediate)
    await postgres.signal('SIGKILL')
    assert.instance(await changing, StateStoreError)
    await postgres.restart()
    const found = await store.readEnrolment(alice)
    assert.ok(
      [acknowledged, acknowledged + 1].some((n) => JSON.stringify(whole(n)) === JSON.stringify(found)),
    )
    await store.changeEnrolment(alice, () => null)
    const secrets = await postgres.sql('SELECT count(*) FROM ringlock.hardware_secrets')
    assert.is(secrets.trim(), '0')
    await store.close()
  }),
)

peerTest('a store is closed and the process may end while the database hangs', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start, impatient)
    await Promise.all(times(4, () => store.readEnrolment(alice)))
    await postgres.signal('SIGSTOP')
    await store.close()
  }),
)

peerTest('a database that is not there, or lets no one in, is said at the start', needs, () =>
  withPostgres(async (postgres) => {
    const open = (url: string) =>
      openPostgres({ url }, start, impatient).then(
        () => assert.unreachable(url),
        (error) => error,
      )
    const nowhere = await open(`postgres://postgres@127.0.0.1:${await freePort()}/postgres`)
    assert.instance(nowhere, StateStoreError)
    assert.match(nowhere.message, /ECONNREFUSED/)
    const locked = await open(postgres.url.replace('postgres-peer', 'needle-in-haystack'))
    assert.instance(locked, StateStoreError)
    assert.match(locked.message, /password authentication failed/)
    assert.not.match(locked.message, /needle/)
  }),
)

test.run()
