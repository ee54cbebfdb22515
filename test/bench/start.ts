import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { hash } from '@node-rs/argon2'
import { type RinglockFolder, withRinglockFolder } from '../peers/ringlock.ts'
import { encodeAccessRequest, isSignedReply } from './access-request.ts'
import { residentMegabytes } from './measure.ts'
import { type BenchUser, currentTimeStep, makeUsers, totpCode, withHash } from './population.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

const userCount = 10_000
const password = 'the password of everybody here'

interface Start {
  readonly milliseconds: number
  readonly megabytes: number
}

/** From starting the process to the first Access-Accept. */
export async function measureStart({ rounds }: BenchOptions): Promise<string> {
  const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const users = makeUsers(userCount).map((user) => ({ ...user, password }))
  const starts: Start[] = []
  await withRinglockFolder({ users: users.map((user) => withHash(user, passwordHash)) }, async (folder) => {
    for (const user of users.slice(0, rounds)) {
      starts.push(await startOnce(folder, user))
      progress(`start: ${figure(starts.at(-1)?.milliseconds ?? 0)} ms`)
    }
  })
  const of = (value: (start: Start) => number) => {
    const values = starts.map(value)
    return [figure(median(values)), `${figure(Math.min(...values))}..${figure(Math.max(...values))}`]
  }
  return table(
    `start: ${figure(userCount)} users with a second factor, argon2id, median of ${starts.length} starts`,
    [
      ['', 'median', 'lowest..highest', 'goal'],
      ['first Access-Accept, ms', ...of(({ milliseconds }) => milliseconds), '1,000'],
      ['resident memory then, MB', ...of(({ megabytes }) => megabytes), '120'],
    ],
  )
}

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
    return { milliseconds, megabytes: residentMegabytes(server.pid) }
  } finally {
    clearInterval(knocking)
    socket.close()
    await server.stop()
  }
}
