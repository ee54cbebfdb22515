import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { ListenAddress } from '../config/load-config.ts'

/** `free`, or the error code of binding to it: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`. */
export function probeUdpPort({ host, port, family }: ListenAddress): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', ipv6Only: family === 6 })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(error.code ?? 'EUNKNOWN')
    })
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve('free')))
  })
}

/** Like {@link probeUdpPort}. */
export function probeTcpPort({ host, port, family }: ListenAddress): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EUNKNOWN'))
    const address = { host, port, ipv6Only: family === 6, exclusive: true }
    server.listen(address, () => server.close(() => resolve('free')))
  })
}

/** A TCP port of 127.0.0.1 that is free: the preferred one, or any other. */
export async function freeTcpPort(preferred: number): Promise<number> {
  const server = createServer().listen(preferred, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (preferred === 0) throw error
    return freeTcpPort(0)
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
