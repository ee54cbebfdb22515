import { createSocket } from 'node:dgram'
import type { ListenAddress } from '../config.ts'

/** `free`, or the code of the error that binding to it gives: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`. */
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
