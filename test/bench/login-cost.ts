import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import { acceptedRow, type Contender, measureRound, proveJudgement, type RoundFigures } from './contest.ts'
import { encodeLogins } from './logins.ts'
import { pinSelf } from './measure.ts'
import { medianInterval } from './median-interval.ts'
import { type BenchUser, makeUsers, timeStepAfter, untilTimeStep, withSsha } from './population.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

const loginsARound = 20_000
/** Nobody logs in twice in a time-step: so many rounds go into one. */
const groups = 3
const lanes = 8
const window = 32
/** Milliseconds in which the rounds of a time-step are encoded even on a busy machine. */
const encodingTime = 8000
const onServersCore = ['taskset', '--cpu-list', '0']

/** Processor time of a login by this build and by another one (`--against`), round by round in alternating order. */
export async function measureLoginCost({ rounds, against }: BenchOptions): Promise<string> {
  if (against === null) return 'login-cost: left out, it compares with another build: --against FOLDER/dist'
  const build = resolve(against, 'server/main.js')
  if (!existsSync(build)) throw new Error(`--against: there is no ${join(against, 'server/main.js')}`)
  const users = makeUsers(groups * loginsARound)
  const setup = { users: users.map(withSsha), wrapper: onServersCore }
  pinSelf('1')
  try {
    return await withRinglock({ ...setup, build }, (other) =>
      withRinglock(setup, (ours) =>
        compare({ ...ours, sharedSecret }, { ...other, sharedSecret }, users, rounds),
      ),
    )
  } finally {
    pinSelf('0,1')
  }
}

async function compare(
  ours: Contender,
  other: Contender,
  users: readonly BenchUser[],
  rounds: number,
): Promise<string> {
  const [first] = users
  if (first === undefined) throw new RangeError('no users')
  const proving = timeStepAfter(0)
  await untilTimeStep(proving)
  for (const server of [ours, other]) await proveJudgement(server, first, proving)

  const measured: { readonly ours: RoundFigures; readonly other: RoundFigures }[] = []
  // The first time-step warms both up and is not counted.
  for (let isCounted = false; measured.length < rounds; isCounted = true) {
    const timeStep = timeStepAfter(encodingTime)
    const requests = Array.from({ length: groups }, (_, group) =>
      encodeLogins(
        users.filter((_, i) => i % groups === group),
        timeStep,
        { lanes, sharedSecret },
      ),
    )
    await untilTimeStep(timeStep)
    for (const logins of requests) {
      const isOursFirst = measured.length % 2 === 0
      const one = await measureRound(isOursFirst ? ours : other, logins, window)
      const two = await measureRound(isOursFirst ? other : ours, logins, window)
      const round = isOursFirst ? { ours: one, other: two } : { ours: two, other: one }
      if (!isCounted || measured.length === rounds) continue
      measured.push(round)
      progress(
        `login-cost, round ${measured.length}: ${figure(round.ours.cpu)} and ${figure(round.other.cpu)} us`,
      )
    }
  }
  return report(
    measured.map((round) => round.ours),
    measured.map((round) => round.other),
  )
}

function report(ours: readonly RoundFigures[], other: readonly RoundFigures[]): string {
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
