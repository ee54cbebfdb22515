import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { encodeAccessRequest } from './access-request.ts'
import { type BenchUser, totpCode } from './population.ts'

export interface LoginServer {
  readonly port: number
  readonly sharedSecret: string
}

/** One login of each user in this time-step, ready to be sent through so many sockets. */
export function encodeLogins(
  users: readonly BenchUser[],
  timeStep: number,
  { lanes, sharedSecret }: { readonly lanes: number; readonly sharedSecret: string },
): Buffer[][] {
  return Array.from({ length: lanes }, (_, lane) =>
    users
      .filter((_, i) => i % lanes === lane)
      .map((user, i) =>
        encodeAccessRequest({
          identifier: i & 255,
          userName: user.name,
          userPassword: user.password + totpCode(user, timeStep),
          sharedSecret,
        }),
      ),
  )
}

const patience = 5000

/** The code of the answer to one login: 2 is Access-Accept, 3 Access-Reject. Throws when none comes. */
export async function tryLogin(server: LoginServer, userName: string, userPassword: string): Promise<number> {
  const socket = createSocket('udp4')
  try {
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const request = encodeAccessRequest({
      identifier: 0,
      userName,
      userPassword,
      sharedSecret: server.sharedSecret,
    })
    socket.send(request, server.port, '127.0.0.1')
    const [reply] = await once(socket, 'message', { signal: AbortSignal.timeout(patience) })
    return reply[0]
  } finally {
    socket.close()
  }
}
