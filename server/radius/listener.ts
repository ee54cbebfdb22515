import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createDatagramHandler, type DatagramHandlerOptions } from './datagrams.ts'
import type { SendReply } from './exchange.ts'
import type { NasTable } from './nas-table.ts'
import type { UnknownClients } from './unknown-clients.ts'

export interface ListenAddress {
  readonly family: 4 | 6
  /** An IP address. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

export interface RadiusListenerOptions extends Omit<DatagramHandlerOptions, 'nasTable' | 'unknownClients'> {
  readonly listen: readonly ListenAddress[]
  readonly nasTable: NasTable
  readonly unknownClients: Pick<UnknownClients, 'note' | 'forget'>
}

export interface RadiusListener {
  /** What was bound, in the order of `listen`. */
  readonly addresses: readonly ListenAddress[]
  /** From the next datagram on; requests under way are answered by the table they came in with. */
  replaceNasTable(table: NasTable): void
  /** Takes no more requests, answers those it took for as long as a NAS waits, and closes the sockets. */
  close(): Promise<void>
}

/** A burst waits here while JavaScript is busy; the system may give less. */
const receiveBufferSize = 4 * 1024 * 1024

/** Rejects, and leaves no socket open, when an address cannot be bound. */
export async function openRadiusListener(options: RadiusListenerOptions): Promise<RadiusListener> {
  const { metrics, log, deadline } = options
  let nasTable = options.nasTable
  let stage: 'open' | 'closing' | 'closed' = 'open'
  const handler = createDatagramHandler({ ...options, nasTable: () => nasTable })
  const countFailure = (error: Error | null) => {
    if (error !== null) metrics.sendFailed()
  }

  const sockets: Socket[] = []
  try {
    for (const address of options.listen) sockets.push(await bind(address))
  } catch (fault) {
    await closeAll(sockets)
    throw fault
  }
  for (const socket of sockets) {
    const send: SendReply = (reply, to) => {
      if (stage !== 'closed') socket.send(reply, to.port, to.address, countFailure)
    }
    socket.on('message', (datagram, from) => {
      if (stage === 'open') handler.receive(datagram, from, send)
    })
    socket.on('error', (error) => log.error({ err: error }, 'RADIUS: a socket reports an error'))
  }

  return {
    addresses: sockets.map((socket) => {
      const { address, port, family } = socket.address()
      return { family: family === 'IPv6' ? 6 : 4, host: address, port }
    }),
    replaceNasTable(table) {
      nasTable = table
      options.unknownClients.forget((address) => table.find(address) !== null)
    },
    async close() {
      stage = 'closing'
      await withinTime(handler.idle(), deadline)
      stage = 'closed'
      await closeAll(sockets)
    },
  }
}

async function bind({ family, host, port }: ListenAddress): Promise<Socket> {
  const socket = createSocket({
    type: `udp${family}`,
    // Two sockets may then share a port, one for each family.
    ipv6Only: family === 6,
    // A reply goes to the address that the request came from, so there is no name to look up.
    lookup: (name, _options, found) => found(null, name, family),
  })
  const bound = once(socket, 'listening')
  socket.bind(port, host)
  await bound
  try {
    socket.setRecvBufferSize(receiveBufferSize)
  } catch {
    // The system's own size will do.
  }
  return socket
}

async function closeAll(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))))
}

async function withinTime(done: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([done, timeIsUp])
  clearTimeout(timer)
}
