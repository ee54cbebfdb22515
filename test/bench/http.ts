import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { freePort } from '../free-port.ts'
import { program, withRinglock } from '../peers/ringlock.ts'
import { otherBuild } from './contest.ts'
import { percentile } from './load.ts'
import { cpuSeconds, pinSelf, residentMegabytes } from './measure.ts'
import { type BenchUser, makeUsers, timeStepAfter, totpCode, untilTimeStep, withSsha } from './population.ts'
import { type BenchOptions, figure, type Measured, progress, spread, table } from './section.ts'

const loginsARound = 5000
const inFlight = 32
const onServersCore = ['taskset', '--cpu-list', '0']

interface Round {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Microseconds of processor time a login. */
  readonly cpu: number
  readonly resident: number
}

/**
 * Logins over HTTP on one core: password, then code, so two requests each; kept-alive connections. With `--against` another build
 * is asked by turns.
 */
export async function measureHttp({ rounds, against }: BenchOptions): Promise<Measured> {
  const users = makeUsers(loginsARound)
  pinSelf('1')
  try {
    return await withServer(users, program, (ours) => {
      if (against === null) return playRounds([ours], users, rounds)
      return withServer(users, otherBuild(against), (other) => playRounds([ours, other], users, rounds))
    })
  } finally {
    pinSelf('0,1')
  }
}

interface HttpServer {
  readonly port: number
  readonly pid: number
}

async function withServer<T>(
  users: readonly BenchUser[],
  build: string,
  use: (server: HttpServer) => Promise<T>,
): Promise<T> {
  const port = await freePort()
  const http = {
    listen: `127.0.0.1:${port}`,
    portals: [{ name: 'bench', key: 'the key of the portal that measures' }],
  }
  const setup = { users: users.map(withSsha), http, build, wrapper: onServersCore }
  return withRinglock(setup, ({ pid }) => use({ port, pid }))
}

/** The first round warms up, and is not counted. */
async function playRounds(
  servers: readonly HttpServer[],
  users: readonly BenchUser[],
  rounds: number,
): Promise<Measured> {
  const measured = servers.map((): Round[] => [])
  const turns = servers.map((server, i) => ({ server, i }))
  for (let round = 0; round <= rounds; round++) {
    const timeStep = timeStepAfter(0)
    await untilTimeStep(timeStep)
    for (const { server, i } of turns) {
      const done = await measureRound(server, users, timeStep)
      if (round > 0) measured[i]?.push(done)
      progress(`http, round ${round}: ${figure(done.perSecond)} logins/s, ${figure(done.cpu)} us`)
    }
    turns.reverse()
  }
  return report(measured)
}

async function measureRound(
  { port, pid }: HttpServer,
  users: readonly BenchUser[],
  timeStep: number,
): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const waiting = users.values()
  const latencies: number[] = []
  const logIn = async () => {
    for (const user of waiting) {
      const begun = performance.now()
      await logInOnce(agent, port, user, totpCode(user, timeStep))
      latencies.push(performance.now() - begun)
    }
  }
  const [startedAt, cpuBefore] = [performance.now(), cpuSeconds(pid)]
  await Promise.all(Array.from({ length: inFlight }, logIn))
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  const ascending = Float64Array.from(latencies).sort()
  return {
    perSecond: users.length / seconds,
    p50: percentile(ascending, 0.5),
    p99: percentile(ascending, 0.99),
    cpu: ((cpuSeconds(pid) - cpuBefore) / users.length) * 1e6,
    resident: residentMegabytes(pid),
  }
}

async function logInOnce(agent: Agent, port: number, { name, password }: BenchUser, code: string) {
  const ask = (path: string, body: object) => post({ agent, port, path }, body)
  const begun = await ask('/api/v1/login', { username: name, password })
  const { challenge } = begun
  const done = await ask('/api/v1/login/challenge', { challenge, factor: 'totp', code })
  if (done.status !== 'accepted') throw new Error(`a login was refused: ${JSON.stringify(done)}`)
}

function post(
  to: { readonly agent: Agent; readonly port: number; readonly path: string },
  body: object,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' }
    const asked = request({ ...to, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(JSON.stringify(body))
  })
}

function report([rounds = [], other]: readonly (readonly Round[])[]): Measured {
  const shown = (values: readonly number[]) => {
    const { median, low, high } = spread(values)
    return [figure(median), `${figure(low)}..${figure(high)}`]
  }
  const row = (label: string, of: (round: Round) => number, goal = '') => [
    label,
    ...shown(rounds.map(of)),
    ...(other === undefined ? [goal] : shown(other.map(of))),
  ]
  const text = table(
    `http: password, then code, on one core, {SSHA}, ${figure(loginsARound)} logins a round, ${inFlight} in flight, ` +
      `median of ${rounds.length} rounds`,
    [
      [
        '',
        'median',
        'lowest..highest',
        ...(other === undefined ? ['goal'] : ['other build', 'lowest..highest']),
      ],
      row('logins/s', ({ perSecond }) => perSecond, '2,500'),
      row('p50 of both requests, ms', ({ p50 }) => p50),
      row('p99 of both requests, ms', ({ p99 }) => p99, '20'),
      row('processor time, us a login', ({ cpu }) => cpu),
      row('resident memory, MB', ({ resident }) => resident),
    ],
  )
  const cpu = spread(rounds.map((round) => round.cpu))
  return { text, figures: { 'http: processor time, us a login': { ...cpu, better: 'lower' } } }
}
