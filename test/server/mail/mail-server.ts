import { once } from 'node:events'
import { createServer, type Socket, type Server as TcpServer } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly raw: string
  readonly parsed: ParsedMail
  /** The envelope, and how it came. */
  readonly recipients: readonly string[]
  readonly secure: boolean
  readonly user: string | null
}

export interface MailServer {
  readonly port: number
  /** In the order in which they came. */
  readonly mails: readonly ReceivedMail[]
  /** When so many have come in all. */
  received(count: number): Promise<readonly ReceivedMail[]>
  close(): Promise<void>
}

/** A mail server on loopback that takes everything, unless `options` say otherwise. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString()
        mails.push({
          raw,
          parsed: await simpleParser(raw),
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        })
        done(null)
        for (const look of waiting) look()
      })
    },
    ...options,
  })
  // What clients do to their connections is for the client's test to see.
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: portOf(server.server),
    mails,
    received: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (mails.length < count) return
          waiting.delete(look)
          resolve(mails)
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

export interface RawServer {
  readonly port: number
  close(): Promise<void>
}

/** A TCP server on loopback that is no mail server. */
export async function startRawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function portOf(server: Pick<TcpServer, 'address'>): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server without a port')
  return address.port
}
