import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import { encodeAccessRequest } from './access-request.ts'
import { type ImpatientLogin, sendCrowd } from './impatient-users.ts'
import { drive } from './load.ts'
import type { LoginServer } from './logins.ts'
import { acceptableUntil, makeUsers, timeStepAfter, totpCode, untilTimeStep, withHash } from './population.ts'
import { password, passwordHash, rawRate } from './raw-bcrypt.ts'
import { figure, median, progress, table } from './section.ts'
import { type StatusFigures, watchStatus } from './status-watch.ts'

const seconds = 60
const rawSeconds = 5
const timesCapacity = 4
const sockets = 32
/** Milliseconds that a code must still be good for; so many are checked as take half of it. */
const checkingTime = 15_000

/** Four times as many users as bcrypt can serve, for a minute, each with a NAS that retransmits. */
export async function measureStorm(): Promise<string> {
  const capacity = await rawRate(rawSeconds)
  const perSecond = timesCapacity * capacity
  const users = makeUsers(Math.ceil(perSecond * seconds)).map((user) => ({ ...user, password }))
  return withRinglock({ users: users.map((user) => withHash(user, passwordHash)) }, async ({ port }) => {
    const server = { port, sharedSecret }
    progress(`storm: ${users.length} users in ${seconds} s, bare bcrypt does ${figure(capacity)} hashes/s`)
    // The codes of the second half are then good for long enough to look at what became of them.
    await untilTimeStep(timeStepAfter(0))
    const status = watchStatus(server)
    const logins = await sendCrowd(server, { users, perSecond, sockets })
    const statusFigures = await status.stop()
    const burnt = await findBurntCodes(server, logins, capacity)
    const bareRates = [capacity, await rawRate(rawSeconds)]
    return report({ bareRates, perSecond, logins, status: statusFigures, burnt })
  })
}

interface BurntCodes {
  readonly checked: number
  readonly burnt: number
  readonly unanswered: number
}

/** Sends codes of users who left without an answer once more, in requests of their own: each is still good. */
async function findBurntCodes(
  { port, sharedSecret }: LoginServer,
  logins: readonly ImpatientLogin[],
  capacity: number,
): Promise<BurntCodes> {
  const eligible = logins.filter(
    ({ answer, timeStep }) => answer === null && acceptableUntil(timeStep) > Date.now() + checkingTime,
  )
  const sampleEvery = Math.ceil(eligible.length / ((capacity * checkingTime) / 2000))
  const checked = eligible.filter((_, i) => i % sampleEvery === 0)
  const requests = checked.map(({ user, timeStep }, i) =>
    encodeAccessRequest({
      identifier: i & 255,
      userName: user.name,
      userPassword: user.password + totpCode(user, timeStep),
      sharedSecret,
    }),
  )
  const { rejected, lost } = await drive({ ports: [port], sharedSecret, lanes: [requests], window: 8 })
  return { checked: checked.length, burnt: rejected, unanswered: lost }
}

interface StormFigures {
  /** Bare bcrypt before and after the storm, hashes a second. */
  readonly bareRates: readonly number[]
  readonly perSecond: number
  readonly logins: readonly ImpatientLogin[]
  readonly status: StatusFigures
  readonly burnt: BurntCodes
}

function report({ bareRates, perSecond, logins, status, burnt }: StormFigures): string {
  const answered = (code: number | null) => logins.filter(({ answer }) => answer === code).length
  const late = logins.filter(({ lateAnswer }) => lateAnswer === 2).length
  const goodput = answered(2) / seconds
  const capacity = median(bareRates)
  const title = `storm: ${figure(perSecond)} logins/s for ${seconds} s, retransmitted every 2 s three times`
  return table(title, [
    ['bare bcrypt, hashes/s', figure(capacity), `${bareRates.map(figure).join(' before, ')} after`],
    ['accepted while the user waited', figure(answered(2)), `of ${figure(logins.length)} users`],
    ['  goodput, logins/s', figure(goodput), `${figure((100 * goodput) / capacity)} % of the bare rate`],
    ['rejected', figure(answered(3)), 'a right password and a right code'],
    [
      'lost: left without an answer',
      figure(answered(null)),
      `at best ${figure(Math.max(0, logins.length - capacity * seconds))}`,
    ],
    ['  accepted when they had gone', figure(late), ''],
    [
      'burnt codes of those who left',
      figure(burnt.burnt),
      `of ${figure(burnt.checked)} tried again (${burnt.unanswered} unanswered)`,
    ],
    [
      'slowest Status-Server answer, ms',
      figure(status.slowest),
      `of ${status.asked} (${status.unanswered} unanswered); p99 ${figure(status.p99)}`,
    ],
  ])
}
