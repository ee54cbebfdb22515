import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { ListenAddress } from '../../config/load-config.ts'
import type { TlsKeys } from '../../config/tls-files.ts'
import type { Stake } from '../../lib/connections.ts'
import type { Crowd } from './crowd.ts'
import { errorResponse } from './errors.ts'
import type { HttpApp } from './http-env.ts'
import { refuse } from './reply.ts'
import { setSecurityHeaders } from './security-headers.ts'

export interface HttpListener {
  /** Base URL of the bound address. */
  readonly url: string
  /** Uses these keys for new connections. Does nothing without TLS. */
  useTls(keys: TlsKeys): void
  /** Accepts no more requests, answers those accepted, and closes every connection. */
  close(): Promise<void>
}

export type { TlsKeys }

/** Timeouts in milliseconds. A client that is slower occupies a connection for nothing, so it is closed. */
export interface Patience {
  readonly headersWithin: number
  readonly requestWithin: number
  readonly idleFor: number
  /** Without data in either direction during a request. */
  readonly stalledFor?: number
  /** Interval of the checks. */
  readonly looksEvery: number
}

export const usualPatience: Patience = {
  headersWithin: 10_000,
  requestWithin: 20_000,
  idleFor: 60_000,
  stalledFor: 30_000,
  looksEvery: 1000,
}
/** Milliseconds that a closing listener waits for responses. */
const answersWithin = 12_000
/** Bytes of all headers together. */
const mostHeaders = 16 * 1024

/**
 * Rejects if the address cannot be bound.
 *
 * @param crowd - limits the connections; absent for no limit
 * @param tls - null for HTTP without TLS
 */
export async function openHttpListener(
  app: HttpApp,
  { host, port }: ListenAddress,
  patience = usualPatience,
  crowd: Crowd | null = null,
  tls: TlsKeys | null = null,
): Promise<HttpListener> {
  const connections = createAccepted()
  const underWay = new Set<ServerResponse>()
  const answered = new WeakMap<Socket, ServerResponse>()
  let ending = false
  const listener = getRequestListener(app.fetch, {
    hostname: 'ringlock',
    errorHandler: () => errorResponse(refuse('invalid-request')),
  })
  const options = {
    headersTimeout: patience.headersWithin,
    requestTimeout: patience.requestWithin,
    keepAliveTimeout: patience.idleFor,
    connectionsCheckingInterval: patience.looksEvery,
    maxHeaderSize: mostHeaders,
  }
  const server =
    tls === null
      ? createServer(options, answer)
      : createTlsServer({ ...options, ...tls, handshakeTimeout: patience.headersWithin }, answer)
  server.timeout = patience.stalledFor ?? 0
  server.on('connection', (socket) => {
    crowd?.connections.admit(socket, crowd.sourceOf(socket))
    if (socket.destroyed) return
    connections.add(socket)
  })
  server.listen(port, host)
  await once(server, 'listening')

  return {
    url: urlOf(server, tls === null ? 'http' : 'https'),
    useTls(keys) {
      if ('setSecureContext' in server) server.setSecureContext(keys)
    },
    async close() {
      ending = true
      const closed = once(server, 'close')
      server.close()
      for (const outgoing of underWay) {
        if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close')
      }
      const busy = new Set([...underWay].map(({ socket }) => socket && connections.under(socket)))
      for (const socket of connections.all()) if (!busy.has(socket)) socket.destroy()
      const tooLate = setTimeout(() => server.closeAllConnections(), answersWithin)
      await closed
      clearTimeout(tooLate)
    },
  }

  function answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    // Removed so that no link and no decision can depend on it; requests are routed by their path alone.
    delete incoming.headers.host
    setSecurityHeaders(outgoing)
    underWay.add(outgoing)
    const socket = connections.under(incoming.socket)
    answered.set(socket, outgoing)
    crowd?.connections.begin(socket, () => stakeOf(incoming, outgoing))
    outgoing.once('close', () => {
      underWay.delete(outgoing)
      // Another request may already be in progress on the same connection.
      if (answered.get(socket) === outgoing) crowd?.connections.end(socket)
    })
    if (ending) outgoing.setHeader('Connection', 'close')
    void listener(incoming, outgoing)
  }
}

interface Accepted {
  add(socket: Socket): void
  all(): Iterable<Socket>
  /** The accepted TCP connection. Over TLS a request has another socket on top of it, and both end together. */
  under(socket: Socket): Socket
}

function createAccepted(): Accepted {
  const byPeer = new Map<string, Socket>()
  const peerOf = ({ remoteAddress, remotePort, localAddress }: Socket) =>
    `${remoteAddress} ${remotePort} ${localAddress}`
  return {
    add(socket) {
      const peer = peerOf(socket)
      byPeer.set(peer, socket)
      socket.once('close', () => {
        if (byPeer.get(peer) === socket) byPeer.delete(peer)
      })
    },
    all: () => [...byPeer.values()],
    under: (socket) => (socket instanceof TLSSocket ? (byPeer.get(peerOf(socket)) ?? socket) : socket),
  }
}

/** Its other end is waited for until a request is here, once its answer is handed over, and while it reads none of those before. */
function stakeOf({ complete, socket }: IncomingMessage, { writableEnded }: ServerResponse): Stake {
  return complete && !writableEnded && socket.writableLength === 0 ? 'answering' : 'slow'
}

function urlOf(server: Server, scheme: 'http' | 'https'): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('bound no address')
  return `${scheme}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}
