import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { hash } from '@node-rs/argon2'
import { type RinglockFolder, withRinglockFolder } from '../peers/ringlock.ts'
import { encodeAccessRequest, isSignedReply } from './access-request.ts'
import { cpuSeconds, residentMegabytes } from './measure.ts'
import { type BenchUser, currentTimeStep, makeUsers, totpCode, withHash } from './population.ts'
import { type BenchOptions, type Figures, figure, type Measured, progress, spread, table } from './section.ts'

/** Milliseconds and megabytes. */
const goals = [
  { users: 10_000, milliseconds: 300, megabytes: 90 },
  { users: 100_000, milliseconds: 1500, megabytes: 200 },
] as const
const password = 'the password of everybody here'

interface Start {
  readonly milliseconds: number
  /** Processor time until then, milliseconds. */
  readonly cpu: number
  readonly megabytes: number
}

/** From starting the process to the first Access-Accept. */
export async function measureStart({ rounds }: BenchOptions): Promise<Measured> {
  const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const rows: string[][] = []
  const figures: Record<string, Figures[string]> = {}
  for (const { users: count, ...goal } of goals) {
    const users = makeUsers(count).map((user) => ({ ...user, password }))
    const starts: Start[] = []
    await withRinglockFolder({ users: users.map((user) => withHash(user, passwordHash)) }, async (folder) => {
      for (const user of users.slice(0, rounds)) {
        starts.push(await startOnce(folder, user))
        progress(`start, ${figure(count)} users: ${figure(starts.at(-1)?.milliseconds ?? 0)} ms`)
      }
    })
    for (const what of ['milliseconds', 'cpu', 'megabytes'] as const) {
      const measured = spread(starts.map((start) => start[what]))
      const { median, low, high } = measured
      const label = `${figure(count)} users: ${labels[what]}`
      rows.push([
        label,
        figure(median),
        `${figure(low)}..${figure(high)}`,
        what === 'cpu' ? '' : figure(goal[what]),
      ])
      figures[`start, ${label}`] = { ...measured, better: 'lower' }
    }
  }
  const title = `start: all users have a second factor, argon2id, median of ${rounds} starts`
  return { text: table(title, [['', 'median', 'lowest..highest', 'goal'], ...rows]), figures }
}

const labels = {
  milliseconds: 'first Access-Accept, ms',
  cpu: 'processor time until then, ms',
  megabytes: 'resident memory then, MB',
} as const

/** Knocks with the same packet until the service is there to answer it. */
async function startOnce({ serve, port, sharedSecret }: RinglockFolder, user: BenchUser): Promise<Start> {
  const userPassword = user.password + totpCode(user, currentTimeStep())
  const request = encodeAccessRequest({ identifier: 0, userName: user.name, userPassword, sharedSecret })
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const startedAt = performance.now()
  const server = await serve()
  const knocking = setInterval(() => socket.send(request, port, '127.0.0.1'), 10)
  try {
    const [reply] = await once(socket, 'message', { signal: AbortSignal.timeout(60_000) })
    const milliseconds = performance.now() - startedAt
    if (reply[0] !== 2 || !isSignedReply(reply, request, sharedSecret))
      throw new Error('the login was refused')
    return {
      milliseconds,
      cpu: cpuSeconds(server.pid) * 1000,
      megabytes: residentMegabytes(server.pid),
    }
  } finally {
    clearInterval(knocking)
    socket.close()
    await server.stop()
  }
}
