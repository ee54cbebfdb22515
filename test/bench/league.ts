import { sharedSecret } from '../peers/ringlock.ts'
import { type Contender, measureLoad, measureRound, proveJudgement, type RoundFigures } from './contest.ts'
import type { Entrant } from './entrants.ts'
import { encodeLogins } from './logins.ts'
import { pinSelf } from './measure.ts'
import { drivePaced } from './paced-load.ts'
import {
  type BenchUser,
  currentTimeStep,
  makeUsers,
  period,
  timeStepAfter,
  untilTimeStep,
} from './population.ts'
import {
  type BenchOptions,
  type Figures,
  figure,
  type Measured,
  median,
  progress,
  spread,
  table,
} from './section.ts'

/** Several servers that are asked the same logins by turns. */
export interface League {
  readonly title: string
  /** The first is the one that the others are compared with. */
  readonly entrants: readonly Entrant[]
  readonly loads: readonly Load[]
  /** Whether the servers have one core for themselves, and the load the other; else nothing is pinned. */
  readonly isPinned: boolean
}

export interface Load {
  readonly label: string
  readonly logins: number
  readonly lanes: number
  readonly measure: (contender: Contender, lanes: readonly (readonly Buffer[])[]) => Promise<RoundFigures>
  /** What one round says of an entrant, for `--compare`. */
  readonly figure: LoadFigure
}

interface LoadFigure {
  readonly label: string
  readonly better: 'higher' | 'lower'
  readonly of: (first: RoundFigures, entrant: RoundFigures) => number
}

/** So many requests wait for their answer at any time. */
export function closedLoop(inFlight: number, logins: number): Load {
  const lanes = 8
  return {
    label: `${inFlight} in flight`,
    logins,
    lanes,
    measure: (contender, requests) => measureRound(contender, requests, inFlight / lanes),
    figure: {
      label: 'logins/s, divided by',
      better: 'higher',
      of: (first, entrant) => first.perSecond / entrant.perSecond,
    },
  }
}

/** Requests arrive when they do, whether earlier ones were answered or not. */
export function openLoop(perSecond: number, seconds: number): Load {
  return {
    label: `${figure(perSecond)} a second`,
    logins: perSecond * seconds,
    lanes: 32,
    measure: (contender, requests) => {
      const { ports, sharedSecret } = contender
      return measureLoad(contender, requests, () =>
        drivePaced({ ports, sharedSecret, lanes: requests, perSecond }),
      )
    },
    figure: { label: 'p99, ms', better: 'lower', of: (_, entrant) => entrant.p99 },
  }
}

/** Milliseconds in which the logins of a load are encoded even on a busy machine. */
const encodingTime = 6000
const earlyEnough = 12_000

export async function playLeague(league: League, { rounds }: BenchOptions): Promise<Measured> {
  const { title, entrants, loads, isPinned } = league
  const users = makeUsers(loads.reduce((sum, { logins }) => sum + logins, 1))
  const wrapper = isPinned ? ['taskset', '--cpu-list', '0'] : []
  if (isPinned) pinSelf('1')
  try {
    const results = await withAll(entrants, users, wrapper, (contenders) =>
      playRounds(title, contenders, loads, users, rounds),
    )
    return report(league, results)
  } finally {
    pinSelf('0,1')
  }
}

/** All at once: they wait without work while another one is asked. */
function withAll<T>(
  [entrant, ...others]: readonly Entrant[],
  users: readonly BenchUser[],
  wrapper: readonly string[],
  use: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  if (entrant === undefined) return use([])
  return entrant.run(users, { wrapper }, (contender) =>
    withAll(others, users, wrapper, (rest) => use([contender, ...rest])),
  )
}

/** By load, entrant and round. */
type Results = readonly (readonly RoundFigures[][])[]

async function playRounds(
  title: string,
  contenders: readonly Contender[],
  loads: readonly Load[],
  [first, ...users]: readonly BenchUser[],
  rounds: number,
): Promise<Results> {
  if (first === undefined) throw new RangeError('no users')
  const proving = timeStepAfter(0)
  await untilTimeStep(proving)
  for (const contender of contenders) await proveJudgement(contender, first, proving)

  const results = loads.map(() => contenders.map((): RoundFigures[] => []))
  const turns = contenders.map((contender, i) => ({ contender, i }))
  let lastStep = proving
  // A first round warms up, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    let taken = 0
    let latest = 0
    for (const [at, { logins, lanes, measure }] of loads.entries()) {
      // No one logs in twice in a time-step, so each load has users of its own.
      const own = users.slice(taken, taken + logins)
      taken += logins
      const { timeStep, requests } = await encodeInTime(own, lastStep, { lanes, sharedSecret })
      latest = timeStep
      for (const { contender, i } of turns) {
        const measured = await measure(contender, requests)
        if (measured.accepted === 0) throw new Error(`${title}: none of its right codes was accepted`)
        if (round > 0) results[at]?.[i]?.push(measured)
      }
    }
    lastStep = latest
    // Each is first, second and last equally often.
    turns.push(...turns.splice(0, 1))
    progress(round === 0 ? `${title}: warm` : `${title}: round ${round} of ${rounds}`)
  }
  return results
}

/**
 * Of this time-step if it has just begun, so that the last server is asked before its codes expire, and if these users did not log
 * in with it; else of the next one.
 *
 * @param used - the last step of the round before
 */
async function encodeInTime(
  users: readonly BenchUser[],
  used: number,
  setup: { readonly lanes: number; readonly sharedSecret: string },
): Promise<{ readonly timeStep: number; readonly requests: Buffer[][] }> {
  const isEarly = Date.now() % period < earlyEnough && currentTimeStep() > used
  const timeStep = isEarly ? currentTimeStep() : timeStepAfter(encodingTime)
  const requests = encodeLogins(users, timeStep, setup)
  await untilTimeStep(timeStep)
  return { timeStep, requests }
}

function report({ title, entrants, loads, isPinned }: League, results: Results): Measured {
  const figures: Record<string, Figures[string]> = {}
  const where = isPinned ? 'servers on one core' : 'nothing pinned'
  const tables = loads.map(({ label, figure: compared }, at) => {
    const [first = []] = results[at] ?? []
    const rows = entrants.map(({ name }, i) => {
      const own = results[at]?.[i] ?? []
      const values = own.map((round, n) => compared.of(first[n] ?? round, round))
      if (i > 0 || compared.better === 'lower')
        figures[`${title}, ${label}: ${compared.label} ${name}`] = {
          ...spread(values),
          better: compared.better,
        }
      return rowOf(name, own, first)
    })
    return table(`${title}, ${where}, ${label}, median of ${first.length} rounds`, [columns, ...rows])
  })
  return { text: tables.join('\n\n'), figures }
}

const columns = [
  '',
  'logins/s',
  'lowest..highest',
  'first / it',
  'p50 ms',
  'p99 ms',
  'us a login',
  'database us',
  'MB',
  'lost',
  'accepted',
]

function rowOf(name: string, own: readonly RoundFigures[], first: readonly RoundFigures[]): string[] {
  const middle = (of: (round: RoundFigures) => number) => figure(median(own.map(of)))
  const sum = (of: (round: RoundFigures) => number) => own.reduce((all, round) => all + of(round), 0)
  const { low, high } = spread(own.map(({ perSecond }) => perSecond))
  const ratios = own.map(({ perSecond }, n) => (first[n]?.perSecond ?? Number.NaN) / perSecond)
  return [
    name,
    middle(({ perSecond }) => Math.round(perSecond)),
    `${figure(Math.round(low))}..${figure(Math.round(high))}`,
    figure(median(ratios)),
    middle(({ p50 }) => p50),
    middle(({ p99 }) => p99),
    middle(({ cpu }) => cpu),
    middle(({ database }) => database),
    middle(({ resident }) => resident),
    figure(sum(({ lost }) => lost)),
    `${figure(sum(({ accepted }) => accepted))} of ${figure(sum(({ asked }) => asked))}`,
  ]
}
