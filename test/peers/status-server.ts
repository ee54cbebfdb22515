import { createHmac, randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import type { Server } from './processes.ts'

const length = 38

/** RFC 5997 section 3: code 12 with nothing but a Message-Authenticator. */
export function encodeStatusServer(identifier: number, sharedSecret: string): Buffer {
  const packet = Buffer.alloc(length)
  packet.writeUInt8(12, 0)
  packet.writeUInt8(identifier, 1)
  packet.writeUInt16BE(length, 2)
  randomBytes(16).copy(packet, 4)
  packet.writeUInt8(80, 20)
  packet.writeUInt8(18, 21)
  createHmac('md5', sharedSecret).update(packet).digest().copy(packet, 22)
  return packet
}

/** Milliseconds until the Access-Accept to a Status-Server came; null when none came in time. */
export async function askStatus(
  port: number,
  sharedSecret: string,
  patience: number,
): Promise<number | null> {
  const request = encodeStatusServer(0, sharedSecret)
  const socket = createSocket('udp4')
  try {
    socket.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const sentAt = performance.now()
    socket.send(request)
    const reply = await receive(socket, patience)
    return reply?.[0] === 2 ? performance.now() - sentAt : null
  } finally {
    socket.close()
  }
}

/** The next datagram, or null: none within `patience` milliseconds, or no one listens there. */
async function receive(socket: Socket, patience: number): Promise<Buffer | null> {
  try {
    const [message] = await once(socket, 'message', { signal: AbortSignal.timeout(patience) })
    return message
  } catch {
    return null
  }
}

const startUp = 60_000
const betweenQuestions = 100

/** Waits until the server answers on its port. Throws with all it said when it ends before, or takes a minute. */
export async function untilAnswering(server: Server, port: number, sharedSecret: string): Promise<void> {
  const deadline = performance.now() + startUp
  while (server.running() && performance.now() < deadline) {
    const askedAt = performance.now()
    if ((await askStatus(port, sharedSecret, betweenQuestions)) !== null) return
    const rest = askedAt + betweenQuestions - performance.now()
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
  }
  const said = server.output()
  await server.stop()
  throw new Error(`no answer on port ${port}:\n${said}`)
}
