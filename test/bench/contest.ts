import { drive, percentile } from './load.ts'
import { type LoginServer, tryLogin } from './logins.ts'
import { cpuSeconds, residentMegabytes } from './measure.ts'
import { type BenchUser, totpCode } from './population.ts'
import { figure, median } from './section.ts'

export interface Contender extends LoginServer {
  readonly pid: number
}

export interface RoundFigures {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Processor time of the server, microseconds a login. */
  readonly cpu: number
  /** Megabytes after the round. */
  readonly resident: number
  readonly asked: number
  readonly accepted: number
  /** Answers that are neither yes nor no, or not signed. */
  readonly invalid: number
}

/** Sends one login of each user, `window` of each lane at a time. */
export async function measureRound(
  { pid, port, sharedSecret }: Contender,
  lanes: readonly (readonly Buffer[])[],
  window: number,
): Promise<RoundFigures> {
  const cpuBefore = cpuSeconds(pid)
  const { seconds, latencies, accepted, invalid } = await drive({ port, sharedSecret, lanes, window })
  const cpu = cpuSeconds(pid) - cpuBefore
  const asked = lanes.reduce((sum, lane) => sum + lane.length, 0)
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: (cpu * 1e6) / asked,
    resident: residentMegabytes(pid),
    asked,
    accepted,
    invalid,
  }
}

/** Throws unless the server lets in the right code alone, so that both sides are known to do the same work. */
export async function proveJudgement(server: LoginServer, user: BenchUser, timeStep: number): Promise<void> {
  const right = totpCode(user, timeStep)
  const wrong = (right[0] === '9' ? '0' : '9') + right.slice(1)
  const tries = [
    { typed: user.password + wrong, expected: 3 },
    { typed: `x${user.password}${right}`, expected: 3 },
    { typed: user.password + right, expected: 2 },
  ]
  for (const { typed, expected } of tries) {
    const code = await tryLogin(server, user.name, typed)
    if (code !== expected) throw new Error(`port ${server.port}: answered ${code} where ${expected} is right`)
  }
}

export interface Figure {
  readonly label: string
  readonly of: (round: RoundFigures) => number
}

/** One line of a table: both sides' medians, and the first divided by the second. */
export function ratioRow(
  { label, of }: Figure,
  ours: readonly RoundFigures[],
  theirs: readonly RoundFigures[],
): string[] {
  const [our, their] = [median(ours.map(of)), median(theirs.map(of))]
  return [label, figure(our), figure(their), figure(our / their)]
}

/** How far the rounds lie apart. */
export function spreadRow({ label, of }: Figure, ...sides: readonly (readonly RoundFigures[])[]): string[] {
  const spread = (rounds: readonly RoundFigures[]) => {
    const values = rounds.map(of)
    return `${figure(Math.min(...values))}..${figure(Math.max(...values))}`
  }
  return [label, ...sides.map(spread)]
}

export function acceptedRow(...sides: readonly (readonly RoundFigures[])[]): string[] {
  const sum = (rounds: readonly RoundFigures[], of: Figure['of']) =>
    figure(rounds.reduce((all, round) => all + of(round), 0))
  return [
    'accepted',
    ...sides.map(
      (rounds) => `${sum(rounds, ({ accepted }) => accepted)} of ${sum(rounds, ({ asked }) => asked)}`,
    ),
  ]
}
