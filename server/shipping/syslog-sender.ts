import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import type { ShipConfig } from '../config/load-config.ts'
import type { OpenSender, Sender, SenderDeps } from './sender.ts'
import { syslogMessage } from './syslog-message.ts'

/** Milliseconds for a connection, and for a batch of lines. */
const patience = 10_000

interface Place {
  readonly host: string
  readonly port: number
}

/** One datagram a line (RFC 5426). Syslog acknowledges nothing, so a line that is lost on the way stays lost. */
export const openUdpSender: OpenSender = (config, deps) => {
  let socket: DatagramSocket | null = null

  function open(): Promise<DatagramSocket> {
    const { host, port } = placeOf(config)
    const opened = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4' })
    return new Promise((resolve, reject) => {
      opened.once('error', reject)
      // Connected, so that the system tells of a port where no one listens.
      opened.connect(port, host, () => {
        opened.off('error', reject)
        opened.on('error', close)
        socket = opened
        resolve(opened)
      })
    })
  }

  function close(): void {
    socket?.close()
    socket = null
  }

  return {
    async send(lines) {
      try {
        const to = socket ?? (await open())
        for (const line of lines) await sendDatagram(to, syslogMessage(line, config.format, deps))
      } catch (error) {
        close()
        throw error
      }
    },
    close,
  }
}

function sendDatagram(socket: DatagramSocket, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error === null ? resolve() : reject(error)))
  })
}

/** Octet counting (RFC 6587 section 3.4.1, RFC 5425), over TCP or TLS. */
export const openStreamSender: OpenSender = (config, deps): Sender => {
  let socket: Socket | null = null
  let isBusy = false

  async function open(): Promise<Socket> {
    const opened = begin(config, deps)
    socket = opened
    await connected(opened)
    opened.on('error', () => opened.destroy())
    // A server that ends its side takes nothing more; what is written then would be lost without a word.
    opened.on('end', () => opened.destroy())
    opened.resume()
    return opened
  }

  return {
    async send(lines) {
      isBusy = true
      const to = socket === null || socket.destroyed || !socket.writable ? await open() : socket
      const text = lines.map((line) => counted(syslogMessage(line, config.format, deps))).join('')
      await written(to, text)
      isBusy = false
    },
    close() {
      if (isBusy) socket?.destroy()
      else socket?.end()
    },
  }
}

function counted(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`
}

function begin(config: ShipConfig, { ca }: SenderDeps): Socket {
  const { host, port } = placeOf(config)
  if (!config.to.startsWith('tls:')) return connect({ host, port })
  const named = isIP(host) === 0 && { servername: host }
  return connectTls({ host, port, minVersion: 'TLSv1.2', ...named, ...(ca !== null && { ca }) })
}

function connected(socket: Socket): Promise<void> {
  const event = socket instanceof TLSSocket ? 'secureConnect' : 'connect'
  return inTime<void>(socket, (resolve) => socket.once(event, () => resolve()))
}

/** Resolves when the system has taken it all. */
function written(socket: Socket, text: string): Promise<void> {
  return inTime<void>(socket, (resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

/** The socket is destroyed if it fails or takes too long. */
function inTime<T>(
  socket: Socket,
  attempt: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (error: Error) => {
      end()
      socket.destroy()
      reject(error)
    }
    const closed = () => fail(new Error('the connection was closed'))
    const timer = setTimeout(() => fail(new Error(`no answer within ${patience / 1000} seconds`)), patience)
    const end = () => {
      clearTimeout(timer)
      socket.off('error', fail).off('close', closed)
    }
    socket.once('error', fail).once('close', closed)
    attempt((value) => {
      end()
      resolve(value)
    }, fail)
  })
}

function placeOf({ to }: ShipConfig): Place {
  const { hostname, port } = new URL(to)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}
