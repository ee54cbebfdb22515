import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that a system gives to outgoing connections (from 32768 on Linux, from 49152 elsewhere): another program's
 * connection cannot take one between this look and the start of the program it is for.
 */
const lowest = 20_000
const count = 12_000

/** Processes that run beside each other have neighbouring ids, and begin far apart: by the golden section of all. */
let next = (process.pid * 7417) % count

/** A port of 127.0.0.1, of UDP and of TCP, for programs that cannot choose one themselves; never the same one twice. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < count; tried++) {
    const port = lowest + next
    next = (next + 1) % count
    if ((await isFreeOfTcp(port)) && (await isFreeOfUdp(port))) return port
  }
  throw new Error('every port is in use')
}

async function isFreeOfUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind({ address: '127.0.0.1', port, exclusive: true })
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    const closed = once(socket, 'close')
    socket.close()
    await closed
  }
}

async function isFreeOfTcp(port: number): Promise<boolean> {
  const server = createServer().listen({ host: '127.0.0.1', port, exclusive: true })
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
