import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeAccessRequest, isSignedReply } from './access-request.ts'
import type { LoginServer } from './logins.ts'
import { type BenchUser, currentTimeStep, totpCode } from './population.ts'

/** One user's only login, as the user sees it. */
export interface ImpatientLogin {
  readonly user: BenchUser
  readonly timeStep: number
  /** Code of the answer; null: none came while the user waited. */
  readonly answer: number | null
  /** Code of an answer that came when the user had gone; null: none. */
  lateAnswer: number | null
}

/** A NAS sends the same bytes again every two seconds, three times; two seconds later its user has gone. */
const retransmitEvery = 2000
const transmissions = 4

/** Users who log in at a fixed rate, whatever the server does. Resolves when the last of them has gone. */
export async function sendCrowd(
  server: LoginServer,
  {
    users,
    perSecond,
    sockets,
  }: { readonly users: readonly BenchUser[]; readonly perSecond: number; readonly sockets: number },
): Promise<ImpatientLogin[]> {
  const lanes = await Promise.all(Array.from({ length: sockets }, () => openLane(server)))
  const began = performance.now()
  const logins: Promise<ImpatientLogin>[] = []
  // Not a timer each at the start: setting thirty thousand of them would hold up the answers that are measured here.
  for (const [i, user] of users.entries()) {
    const early = began + (i * 1000) / perSecond - performance.now()
    if (early > 0) await sleep(early)
    const lane = lanes[i % sockets]
    if (lane !== undefined) logins.push(lane.logIn(user))
  }
  const finished = await Promise.all(logins)
  for (const lane of lanes) lane.close()
  return finished
}

interface Lane {
  logIn(user: BenchUser): Promise<ImpatientLogin>
  close(): void
}

/** A socket with 256 Identifiers; the one unused for longest comes next. */
async function openLane({ port, sharedSecret }: LoginServer): Promise<Lane> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const waiting = new Map<number, (reply: Buffer) => void>()
  let nextIdentifier = 0
  socket.on('message', (reply) => waiting.get(reply.readUInt8(1))?.(reply))

  return {
    async logIn(user) {
      const identifier = nextIdentifier++ & 255
      const timeStep = currentTimeStep()
      const userPassword = user.password + totpCode(user, timeStep)
      const request = encodeAccessRequest({ identifier, userName: user.name, userPassword, sharedSecret })
      const answered = new AbortController()
      const login = { user, timeStep, answer: null as number | null, lateAnswer: null as number | null }
      let field: 'answer' | 'lateAnswer' = 'answer'
      waiting.set(identifier, (reply) => {
        if (!isSignedReply(reply, request, sharedSecret)) return
        login[field] = reply.readUInt8(0)
        answered.abort()
      })
      for (let sent = 0; sent < transmissions && login.answer === null; sent++) {
        socket.send(request, port, '127.0.0.1')
        await sleep(retransmitEvery, null, { signal: answered.signal }).catch(() => null)
      }
      field = 'lateAnswer'
      return login
    },
    close: () => socket.close(),
  }
}
