import { performance } from 'node:perf_hooks'
import { loginAttempt, loginRule } from '../../server/authentication/login-attempt.ts'
import { openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { isKnown } from '../../server/users/directory.ts'
import { percentile } from './load.ts'
import { type BenchUser, makeUser, period, totpCode } from './population.ts'

/** What the worker says of a service with so many users. */
export interface GrowthFigures {
  /** Milliseconds until the service is open. */
  readonly opened: number
  readonly logins: number
  /** Processor time, microseconds a login. */
  readonly cpu: number
  /** Milliseconds of a login, with 64 at once. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Milliseconds in which one user's enrolment is changed. */
  readonly change: number
  /** Megabytes of 1,000,000 bytes. */
  readonly resident: number
}

const [configFile = '', count = ''] = process.argv.slice(2)
const atOnce = 64
const warmUp = 5000
const measured = 20_000
const changes = 3

/**
 * No user logs in twice in a time-step: when all have, the clock of the service goes on by a step. It
 * begins where a copied folder holds no codes back any more.
 */
let ahead = 600_000
const clock = () => Date.now() + ahead

const begun = performance.now()
const service = await openService(
  { ...(await loadConfig(configFile, { env: {} })), logLevel: 'silent' },
  { clock },
)
const opened = performance.now() - begun

await logIn(warmUp, [])
const latencies: number[] = []
process.send?.('warm')
const before = process.cpuUsage()
await logIn(measured, latencies)
const { user, system } = process.cpuUsage(before)
const resident = process.memoryUsage.rss() / 1e6
const change = await timeOfChange()
await service.close()

const ascending = Float64Array.from(latencies).sort()
const figures: GrowthFigures = {
  opened,
  logins: measured,
  cpu: (user + system) / measured,
  p50: percentile(ascending, 0.5),
  p99: percentile(ascending, 0.99),
  longest: ascending.at(-1) ?? Number.NaN,
  change,
  resident,
}
process.send?.(figures)

/** Of users from all over the store, in an order that no cache foresees. */
async function logIn(logins: number, latencies: number[]): Promise<void> {
  const users = spreadUsers(Math.min(Number(count), logins))
  for (let done = 0; done < logins; done += users.length) {
    ahead += period
    const waiting = users.values()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const one of waiting) {
          const begun = performance.now()
          const outcome = await service.authenticate(attemptOf(one))
          latencies.push(performance.now() - begun)
          if (outcome.outcome !== 'accept') throw new Error(`${one.name}: ${JSON.stringify(outcome)}`)
        }
      }),
    )
  }
}

function spreadUsers(users: number): BenchUser[] {
  const all = Number(count)
  // A prime that divides no number of users here: each is met once.
  return Array.from({ length: users }, (_, i) => makeUser((i * 7919) % all))
}

function attemptOf({ name, password, ...user }: BenchUser) {
  return loginAttempt({
    login: name,
    typed: password + totpCode({ name, password, ...user }, Math.floor(clock() / period)),
    rule: loginRule('append'),
    door: 'radius',
    askedBy: 'bench',
    from: '127.0.0.1:4711',
    place: 'caller',
    deadline: clock() + period,
  })
}

async function timeOfChange(): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < changes; i++) {
    const begun = performance.now()
    const found = await service.users.find(makeUser(i).name)
    if (!isKnown(found)) throw new Error('a user is missing')
    await service.state.changeEnrolment(found.userKey, (current) => current && { ...current })
    times.push(performance.now() - begun)
  }
  return Math.min(...times)
}
