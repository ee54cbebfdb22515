import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createLoginWorld,
  inOneWord,
  type LoginWorld,
  password,
} from '../server/authentication/login-world.ts'
import { start } from '../server/state/samples.ts'
import { peerTest } from './peers.ts'
import { openPostgres, withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const hour = 3_600_000

/** Services on one PostgreSQL, with one clock. */
async function withServices(
  count: number,
  use: (services: readonly LoginWorld[]) => Promise<void>,
): Promise<void> {
  await withPostgres(async (postgres) => {
    const services: LoginWorld[] = []
    const closers: (() => Promise<void>)[] = []
    try {
      for (let i = 0; i < count; i++) {
        const world = await createLoginWorld()
        const { store } = await openPostgres(postgres, world.now)
        Object.assign(world.broken, store)
        services.push(world)
        closers.push(
          () => store.close(),
          () => world.end(),
        )
      }
      await use(services)
    } finally {
      for (const close of closers) await close()
    }
  })
}

/** Guesses at every service at once, again and again, until the account is locked; answers how many were looked at. */
async function guessUntilLocked(
  services: readonly LoginWorld[],
  guess: (service: LoginWorld, number: number) => string,
): Promise<number> {
  let looked = 0
  for (let round = 0; round < 300; round++) {
    const outcomes = await Promise.all(
      services.map((service, i) => service.attempt(guess(service, round * services.length + i))),
    )
    looked += outcomes.filter((outcome) => /-wrong$/.test(inOneWord(outcome))).length
    const waits = outcomes.map((outcome) => (outcome.outcome === 'reject' ? outcome.retryAfter : 0))
    if (Math.min(...waits) > hour) return looked
    for (const service of services) service.now += Math.max(...waits)
  }
  throw new Error('it was never locked')
}

peerTest('of guesses at three services at once, no more than a hundred in a row are looked at', needs, () =>
  withServices(3, async (services) => {
    await services[0]?.enrol()
    const wrongPassword = (_: LoginWorld, number: number) => `guess ${number}`
    assert.is(await guessUntilLocked(services, wrongPassword), 100)
    for (const service of services) assert.is(inOneWord(await service.attempt(password)), 'throttled')
  }),
)

peerTest('while one service judges an account with failures, another one does not', needs, () =>
  withServices(2, async ([one, other]) => {
    if (one === undefined || other === undefined) return
    await one.enrol()
    for (let i = 0; i < 3; i++) await one.attempt(`guess ${i}`)
    const meanwhile: string[] = []
    one.verify = async () => {
      meanwhile.push(inOneWord(await other.attempt(password + other.code())))
      return 'ok'
    }
    assert.is(inOneWord(await one.attempt(password + one.code())), 'accept')
    assert.equal(meanwhile, ['unavailable:busy'])
    other.now = one.now += 30_000
    assert.is(inOneWord(await other.attempt(password + other.code())), 'accept', 'the turn was given back')
  }),
)

peerTest('a turn whose service was killed ends by itself', needs, () =>
  withPostgres(async (postgres) => {
    const { store } = await openPostgres(postgres, start)
    const run = () => store.runExclusively?.('key', async () => 'done')
    await postgres.sql("INSERT INTO ringlock.turns VALUES ('key', 'killed', 9e15)")
    assert.is(await run(), null)
    assert.is(await store.runExclusively?.('another key', async () => 'done'), 'done')
    await postgres.sql('UPDATE ringlock.turns SET until = 0')
    assert.is(await run(), 'done')
    assert.is((await postgres.sql('SELECT count(*) FROM ringlock.turns')).trim(), '0')
    const fault = await store
      .runExclusively?.('key', () => Promise.reject(new Error('fault')))
      .catch((error) => error)
    assert.is(fault.message, 'fault')
    assert.is(await run(), 'done')
    await store.close()
  }),
)

test.run()
