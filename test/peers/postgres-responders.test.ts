import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateStore } from '../../server/state/contract/state-store.ts'
import { createKeyring } from '../../server/state/keys/keyring.ts'
import { MasterKeyError, settleMasterKey } from '../../server/state/keys/master-key.ts'
import { keysOfEnvironment } from '../../server/state/keys/master-key-source.ts'
import {
  alice,
  claim,
  day,
  enrol,
  enrolmentOf,
  hour,
  second,
  start,
  times,
  wins,
} from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const lanes = 20
const roundsEach = 50

interface Responder {
  /** Whether it accepted. */
  ask(authenticatorId: string, timeStep: number): Promise<boolean>
  stop(): Promise<void>
}

async function startResponder(url: string): Promise<Responder> {
  const script = fileURLToPath(new URL('responder.ts', import.meta.url))
  const child = fork(script, [url], { execArgv: ['--import', 'tsx'] })
  const [first] = await once(child, 'message')
  if (first !== 'ready') throw new Error(String(first))
  const waiting = new Map<string, (won: boolean) => void>()
  child.on('message', ([authenticatorId, timeStep, won]: [string, number, boolean]) => {
    waiting.get(`${authenticatorId} ${timeStep}`)?.(won)
  })
  return {
    ask: (authenticatorId, timeStep) =>
      new Promise((resolve) => {
        waiting.set(`${authenticatorId} ${timeStep}`, resolve)
        child.send([authenticatorId, timeStep])
      }),
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

peerTest(`of ${lanes * roundsEach} codes sent to two responders at once, each is accepted once`, needs, () =>
  withPostgres(async ({ url }) => {
    const responders = [await startResponder(url), await startResponder(url)]
    try {
      const rounds = times(lanes, async (lane) => {
        const accepts: number[] = []
        for (let step = 0; step < roundsEach; step++) {
          const answers = await Promise.all(responders.map((each) => each.ask(`a${lane}`, step)))
          accepts.push(answers.filter(Boolean).length)
        }
        return accepts
      })
      const accepts = (await Promise.all(rounds)).flat()
      assert.is(accepts.length, 1000)
      assert.ok(
        accepts.every((count) => count === 1),
        accepts.join(' '),
      )
    } finally {
      for (const responder of responders) await responder.stop()
    }
  }),
)

peerTest('what one responder changes, the other sees at once', needs, () =>
  withPostgres(async (postgres) => {
    const { store: one } = await openPostgres(postgres, start)
    const { store: other } = await openPostgres(postgres, start)
    await enrol(one, alice, 'a')
    assert.equal(await other.readEnrolment(alice), enrolmentOf('a'))
    await one.changeEnrolment(alice, (current) => current && { ...current, requirement: 'off' })
    assert.is((await other.readEnrolment(alice))?.requirement, 'off')

    await one.markRequired(alice, start + hour)
    const inBetween = claim('a', 7, start + hour)
    assert.is(await wins(other, inBetween, start), false, 'the floor of the other')
    assert.is(other.floor(), start + hour)
    await one.releaseClock(start)
    assert.is(await wins(other, inBetween, start), true, 'reset by the other')
    assert.is(other.floor(), start)
    await one.close()
    await other.close()
  }),
)

peerTest('a responder whose clock runs a year ahead does not have the codes of others refused', needs, () =>
  withPostgres(async (postgres) => {
    const now = Date.now()
    const { store: ahead } = await openPostgres(postgres, now + 365 * day)
    const { store: right } = await openPostgres(postgres, now)
    await ahead.markRequired(alice, now + 366 * day)
    await right.releaseClock(now)
    await ahead.markRequired(alice, now + 366 * day)
    assert.is(await wins(right, claim('a', 1, now + 90 * second), now), true)
    assert.is(await wins(right, claim('a', 2, now), now), false, 'a code that has run out')
    await ahead.close()
    await right.close()
  }),
)

peerTest('responders with different master keys do not work on one database', needs, () =>
  withPostgres(async (postgres) => {
    const { store: one } = await openPostgres(postgres, start)
    const { store: other } = await openPostgres(postgres, start)
    const settle = (masterKey: Uint8Array, store: StateStore) =>
      settleMasterKey(createKeyring(masterKey), store, {
        source: keysOfEnvironment(masterKey, null),
        place: 'here',
      })
    await settle(Buffer.alloc(32, 1), one)
    await settle(Buffer.alloc(32, 1), other)
    const refusal = await settle(Buffer.alloc(32, 2), other).catch((error: unknown) => error as Error)
    assert.instance(refusal, MasterKeyError)
    assert.match((refusal as Error).message, /another master key/)
    await one.close()
    await other.close()
  }),
)

test.run()
