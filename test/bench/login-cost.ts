import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import {
  acceptedRow,
  type Contender,
  contenderOf,
  measureRound,
  otherBuild,
  proveJudgement,
  type RoundFigures,
} from './contest.ts'
import { encodeLogins } from './logins.ts'
import { pinSelf } from './measure.ts'
import { medianInterval } from './median-interval.ts'
import { type BenchUser, makeUsers, timeStepAfter, untilTimeStep, withSsha } from './population.ts'
import { type BenchOptions, figure, type Measured, median, progress, spread, table } from './section.ts'
import { measureYardstick } from './yardstick.ts'

const loginsARound = 20_000
/** No one logs in twice in a time-step: so many rounds go into one. */
const groups = 3
const lanes = 8
const window = 32
/** Milliseconds in which the rounds of a time-step are encoded even on a busy machine. */
const encodingTime = 8000
const onServersCore = ['taskset', '--cpu-list', '0']

/**
 * Processor time of a login by this build and by another one (`--against`), round by round in alternating order; without another
 * build, beside a yardstick.
 */
export async function measureLoginCost({ rounds, against }: BenchOptions): Promise<string | Measured> {
  const users = makeUsers(groups * loginsARound)
  const setup = { users: users.map(withSsha), wrapper: onServersCore }
  const build = against === null ? null : otherBuild(against)
  pinSelf('1')
  try {
    return await withRinglock(setup, async (started) => {
      const ours = contenderOf(started)
      if (build === null) return reportBeside(await measureBeside(ours, users, rounds))
      return await withRinglock({ ...setup, build }, async (other) =>
        report(await compare(ours, contenderOf(other), users, rounds)),
      )
    })
  } finally {
    pinSelf('0,1')
  }
}

interface Compared {
  readonly ours: RoundFigures
  readonly other: RoundFigures
}

async function compare(
  ours: Contender,
  other: Contender,
  users: readonly BenchUser[],
  rounds: number,
): Promise<readonly Compared[]> {
  const measured: Compared[] = []
  for await (const { logins, isCounted } of roundsOf([ours, other], users)) {
    if (measured.length === rounds) break
    const isOursFirst = measured.length % 2 === 0
    const one = await measureRound(isOursFirst ? ours : other, logins, window)
    const two = await measureRound(isOursFirst ? other : ours, logins, window)
    if (!isCounted) continue
    const round = isOursFirst ? { ours: one, other: two } : { ours: two, other: one }
    measured.push(round)
    progress(
      `login-cost, round ${measured.length}: ${figure(round.ours.cpu)} and ${figure(round.other.cpu)} us`,
    )
  }
  return measured
}

interface Beside {
  readonly ours: RoundFigures
  /** Microseconds. */
  readonly yardstick: number
}

async function measureBeside(
  ours: Contender,
  users: readonly BenchUser[],
  rounds: number,
): Promise<readonly Beside[]> {
  const measured: Beside[] = []
  for await (const { logins, isCounted } of roundsOf([ours], users)) {
    if (measured.length === rounds) break
    const before = measureYardstick()
    const round = await measureRound(ours, logins, window)
    const yardstick = (before + measureYardstick()) / 2
    if (!isCounted) continue
    measured.push({ ours: round, yardstick })
    progress(
      `login-cost, round ${measured.length}: ${figure(round.cpu)} us, yardstick ${figure(yardstick)} us`,
    )
  }
  return measured
}

/** Logins for one round after another, each user once in a time-step. The first time-step warms up and is not counted. */
async function* roundsOf(servers: readonly Contender[], users: readonly BenchUser[]) {
  const [first] = users
  if (first === undefined) throw new RangeError('no users')
  const proving = timeStepAfter(0)
  await untilTimeStep(proving)
  for (const server of servers) await proveJudgement(server, first, proving)
  for (let isCounted = false; ; isCounted = true) {
    const timeStep = timeStepAfter(encodingTime)
    const requests = Array.from({ length: groups }, (_, group) =>
      encodeLogins(
        users.filter((_, i) => i % groups === group),
        timeStep,
        { lanes, sharedSecret },
      ),
    )
    await untilTimeStep(timeStep)
    for (const logins of requests) yield { logins, isCounted }
  }
}

function reportBeside(measured: readonly Beside[]): Measured {
  const yardsticks = measured.map(({ ours, yardstick }) => ours.cpu / yardstick)
  const { median: middle, low, high } = medianInterval(yardsticks)
  const text = table(
    `login-cost: password + code by RADIUS on one core, {SSHA}, Node.js ${process.versions.node}, ${measured.length} rounds`,
    [
      ['', 'median', '95 % interval'],
      ['processor time, us a login', figure(median(measured.map(({ ours }) => ours.cpu))), ''],
      ['  in yardsticks', middle.toFixed(2), `${low.toFixed(2)}..${high.toFixed(2)}`],
      acceptedRow(measured.map(({ ours }) => ours)),
    ],
  )
  return {
    text,
    figures: { 'login-cost: processor time, yardsticks': { ...spread(yardsticks), better: 'lower' } },
  }
}

function report(rounds: readonly Compared[]): string {
  const ours = rounds.map((round) => round.ours)
  const other = rounds.map((round) => round.other)
  const ratio = medianInterval(ours.map(({ cpu }, i) => cpu / (other[i]?.cpu ?? Number.NaN)))
  const cpu = (rounds: readonly RoundFigures[]) => figure(median(rounds.map((round) => round.cpu)))
  const inThousandths = (value: number) => value.toFixed(3)
  return table(
    `login-cost: password + code by RADIUS on one core, {SSHA}, ${figure(loginsARound)} logins a round, ` +
      `${ours.length} rounds in alternating order`,
    [
      ['', 'this build', 'the other', 'median ratio', '95 % interval'],
      [
        'processor time, us a login',
        cpu(ours),
        cpu(other),
        inThousandths(ratio.median),
        `${inThousandths(ratio.low)}..${inThousandths(ratio.high)}`,
      ],
      acceptedRow(ours, other),
    ],
  )
}
