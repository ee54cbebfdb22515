import { withFreeRadius } from '../peers/freeradius.ts'
import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import { acceptedRow, type Contender, contenderOf, measureRound, type RoundFigures } from './contest.ts'
import { totpSetup } from './freeradius-totp.ts'
import { encodeLogins } from './logins.ts'
import { type BenchUser, makeUsers, timeStepAfter, untilTimeStep, withHash } from './population.ts'
import { password, passwordHash, rawRate } from './raw-bcrypt.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

/** Five seconds of work each, so that all of it fits into one time-step. */
const logins = { ringlock: 640, freeRadius: 320 }
const rawSeconds = 5
const lanes = 2
const window = 16

/** bcrypt on both cores: Ringlock, FreeRADIUS and the bare hash, one after the other. */
export async function measureBcrypt({ rounds }: BenchOptions): Promise<string> {
  const users = makeUsers(logins.ringlock).map((user) => ({ ...user, password }))
  const freeRadiusSetup = {
    ...totpSetup({ sharedSecret, users, password: () => `Crypt-Password := "${passwordHash}"` }),
    threadPool: 'thread pool {\n  start_servers = 4\n  max_servers = 4\n  max_spare_servers = 4\n}',
  }
  return withFreeRadius(freeRadiusSetup, (freeRadius) =>
    withRinglock({ users: users.map((user) => withHash(user, passwordHash)) }, async (ringlock) => {
      const servers = { ours: contenderOf(ringlock), theirs: contenderOf({ ...freeRadius, sharedSecret }) }
      const figures = { ours: [] as RoundFigures[], theirs: [] as RoundFigures[], raw: [] as number[] }
      for (let round = 1; round <= rounds; round++) {
        await measureOnce(servers, users, figures)
        progress(`bcrypt, round ${round}`)
      }
      return report(figures)
    }),
  )
}

interface Figures {
  readonly ours: RoundFigures[]
  readonly theirs: RoundFigures[]
  /** Hashes a second. */
  readonly raw: number[]
}

async function measureOnce(
  { ours, theirs }: { readonly ours: Contender; readonly theirs: Contender },
  users: readonly BenchUser[],
  figures: Figures,
): Promise<void> {
  const timeStep = timeStepAfter(0)
  await untilTimeStep(timeStep)
  const requests = (count: number) => encodeLogins(users.slice(0, count), timeStep, { lanes, sharedSecret })
  figures.ours.push(await measureRound(ours, requests(logins.ringlock), window))
  figures.raw.push(await rawRate(rawSeconds))
  figures.theirs.push(await measureRound(theirs, requests(logins.freeRadius), window))
}

function report({ ours, theirs, raw }: Figures): string {
  const perSecond = (rounds: readonly RoundFigures[]) => median(rounds.map((round) => round.perSecond))
  const [our, their, bare] = [perSecond(ours), perSecond(theirs), median(raw)]
  const middle = (rounds: readonly RoundFigures[], of: (round: RoundFigures) => number) =>
    figure(median(rounds.map(of)))
  return table(
    `bcrypt: password (cost 8) + code on two cores, ${lanes * window} in flight, median of ${raw.length} rounds`,
    [
      ['', 'Ringlock', 'FreeRADIUS 3.2 + rlm_totp', 'bare bcrypt, two in flight'],
      ['logins/s (bare: hashes/s)', figure(our), figure(their), figure(bare)],
      ['  share of the bare rate, %', figure((100 * our) / bare), figure((100 * their) / bare), '100'],
      ['  Ringlock divided by it', '', figure(our / their), figure(our / bare)],
      ['p50, ms', middle(ours, ({ p50 }) => p50), middle(theirs, ({ p50 }) => p50), ''],
      ['p99, ms', middle(ours, ({ p99 }) => p99), middle(theirs, ({ p99 }) => p99), ''],
      acceptedRow(ours, theirs),
    ],
  )
}
