import { withFreeRadius } from '../peers/freeradius.ts'
import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import {
  acceptedRow,
  type Contender,
  measureRound,
  proveJudgement,
  type RoundFigures,
  ratioRow,
  spreadRow,
} from './contest.ts'
import { sshaPassword, totpSetup } from './freeradius-totp.ts'
import { encodeLogins } from './logins.ts'
import { pinSelf } from './measure.ts'
import { type BenchUser, makeUsers, timeStepAfter, untilTimeStep, withSsha } from './population.ts'
import { type BenchOptions, figure, progress, table } from './section.ts'

const loginsARound = 60_000
const lanes = 8
const window = 32
/** Milliseconds in which a round is encoded even on a busy machine. */
const encodingTime = 8000
const onServersCore = ['taskset', '--cpu-list', '0']

/** Logins on one core: Ringlock and FreeRADIUS by turns, the same packets for both. */
export async function measureRadius({ rounds }: BenchOptions): Promise<string> {
  const users = makeUsers(loginsARound)
  const freeRadiusSetup = totpSetup({ sharedSecret, users, password: sshaPassword })
  pinSelf('1')
  try {
    // One thread that receives, judges and answers costs FreeRADIUS less on one core than a pool does.
    return await withFreeRadius({ ...freeRadiusSetup, wrapper: onServersCore, args: ['-s'] }, (freeRadius) =>
      withRinglock({ users: users.map(withSsha), wrapper: onServersCore }, (ringlock) =>
        compare({ ...ringlock, sharedSecret }, { ...freeRadius, sharedSecret }, users, rounds),
      ),
    )
  } finally {
    pinSelf('0,1')
  }
}

async function compare(
  ringlock: Contender,
  freeRadius: Contender,
  users: readonly BenchUser[],
  rounds: number,
): Promise<string> {
  await proveBoth([ringlock, freeRadius], users)
  const ours: RoundFigures[] = []
  const theirs: RoundFigures[] = []
  const turns = [
    { server: ringlock, figures: ours },
    { server: freeRadius, figures: theirs },
  ]
  for (let round = 1; round <= rounds; round++) {
    const timeStep = timeStepAfter(encodingTime)
    const requests = encodeLogins(users, timeStep, { lanes, sharedSecret })
    await untilTimeStep(timeStep)
    for (const { server, figures } of turns) figures.push(await measureRound(server, requests, window))
    turns.reverse()
    progress(
      `radius, round ${round}: ${figure(ours.at(-1)?.perSecond ?? 0)} and ${figure(theirs.at(-1)?.perSecond ?? 0)} logins/s`,
    )
  }
  return report(ours, theirs)
}

/** In a time-step that no round uses, because Ringlock takes no code twice. */
async function proveBoth(servers: readonly Contender[], [user]: readonly BenchUser[]): Promise<void> {
  if (user === undefined) throw new RangeError('no users')
  const timeStep = timeStepAfter(0)
  await untilTimeStep(timeStep)
  for (const server of servers) await proveJudgement(server, user, timeStep)
}

function report(ours: readonly RoundFigures[], theirs: readonly RoundFigures[]): string {
  const perSecond = { label: 'logins/s', of: (round: RoundFigures) => round.perSecond }
  return table(
    `radius: password + code on one core, {SSHA}, Message-Authenticator both ways, ${figure(loginsARound)} logins a round, ` +
      `${lanes * window} in flight, median of ${ours.length} rounds`,
    [
      ['', 'Ringlock', 'FreeRADIUS 3.2 + rlm_totp', 'ratio'],
      ratioRow(perSecond, ours, theirs),
      spreadRow({ ...perSecond, label: '  lowest..highest' }, ours, theirs),
      ratioRow({ label: 'p50, ms', of: ({ p50 }) => p50 }, ours, theirs),
      ratioRow({ label: 'p99, ms', of: ({ p99 }) => p99 }, ours, theirs),
      ratioRow({ label: 'processor time, us a login', of: ({ cpu }) => cpu }, ours, theirs),
      ratioRow({ label: 'resident memory, MB', of: ({ resident }) => resident }, ours, theirs),
      acceptedRow(ours, theirs),
    ],
  )
}
