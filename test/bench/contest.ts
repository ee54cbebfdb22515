import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { drive, type LoadResult, percentile } from './load.ts'
import { type LoginServer, tryLogin } from './logins.ts'
import { cpuSeconds, residentMegabytes } from './measure.ts'
import { type BenchUser, totpCode } from './population.ts'
import { figure } from './section.ts'

export interface Contender {
  /** Of one service, or of several that share their state; so are the process ids. */
  readonly ports: readonly number[]
  readonly pids: readonly number[]
  readonly sharedSecret: string
  /** Processor time of its database so far, in seconds; absent: it has none. */
  readonly database?: () => Promise<number>
}

export function contenderOf({ port, pid, sharedSecret }: LoginServer & { readonly pid: number }): Contender {
  return { ports: [port], pids: [pid], sharedSecret }
}

export interface RoundFigures {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Processor time of the server, microseconds a login, and of its database beside it. */
  readonly cpu: number
  readonly database: number
  /** Megabytes after the round. */
  readonly resident: number
  readonly asked: number
  readonly accepted: number
  /** Unanswered. */
  readonly lost: number
  /** Answers that are neither yes nor no, or not signed. */
  readonly invalid: number
}

/** @param folder - the dist/ of `--against` */
export function otherBuild(folder: string): string {
  const build = resolve(folder, 'server/main.js')
  if (!existsSync(build)) throw new Error(`--against: there is no ${build}`)
  return build
}

/** Sends one login of each user, `window` of each lane at a time. */
export async function measureRound(
  contender: Contender,
  lanes: readonly (readonly Buffer[])[],
  window: number,
): Promise<RoundFigures> {
  const { ports, sharedSecret } = contender
  return measureLoad(contender, lanes, () => drive({ ports, sharedSecret, lanes, window }))
}

/** @param load - sends all of these requests */
export async function measureLoad(
  { pids, database }: Contender,
  lanes: readonly (readonly Buffer[])[],
  load: () => Promise<LoadResult>,
): Promise<RoundFigures> {
  const sum = (of: (pid: number) => number) => pids.reduce((all, pid) => all + of(pid), 0)
  const [cpuBefore, databaseBefore] = [sum(cpuSeconds), (await database?.()) ?? 0]
  const { seconds, latencies, accepted, lost, invalid } = await load()
  const asked = lanes.reduce((all, lane) => all + lane.length, 0)
  const perLogin = (spent: number) => (spent * 1e6) / asked
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: perLogin(sum(cpuSeconds) - cpuBefore),
    database: perLogin(((await database?.()) ?? 0) - databaseBefore),
    resident: sum(residentMegabytes),
    asked,
    accepted,
    lost,
    invalid,
  }
}

/** Throws unless the server lets in the right code alone, so that both sides are known to do the same work. */
export async function proveJudgement(
  { ports: [port = 0], sharedSecret }: Contender,
  user: BenchUser,
  timeStep: number,
): Promise<void> {
  const right = totpCode(user, timeStep)
  const wrong = (right[0] === '9' ? '0' : '9') + right.slice(1)
  const tries = [
    { typed: user.password + wrong, expected: 3 },
    { typed: `x${user.password}${right}`, expected: 3 },
    { typed: user.password + right, expected: 2 },
  ]
  for (const { typed, expected } of tries) {
    const code = await tryLogin({ port, sharedSecret }, user.name, typed)
    if (code !== expected) throw new Error(`port ${port}: answered ${code} where ${expected} is right`)
  }
}

export function acceptedRow(...sides: readonly (readonly RoundFigures[])[]): string[] {
  const sum = (rounds: readonly RoundFigures[], of: (round: RoundFigures) => number) =>
    figure(rounds.reduce((all, round) => all + of(round), 0))
  return [
    'accepted',
    ...sides.map(
      (rounds) => `${sum(rounds, ({ accepted }) => accepted)} of ${sum(rounds, ({ asked }) => asked)}`,
    ),
  ]
}
