import { rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { createConnections } from '../lib/connections.ts'
import { descriptorBudget, descriptorLimit } from '../lib/descriptors.ts'
import { readLine } from './line.ts'
import type { Answer } from './operation.ts'
import { openSocketPath } from './socket-path.ts'

/** What a command asks of the service, one JSON line. */
export interface ControlRequest {
  readonly operation: string
  readonly request: unknown
}

/** What it hears, one JSON line. A fault is a sentence for a person. */
export type ControlReply = { readonly answer: Answer } | { readonly fault: string }

export interface ControlSocket {
  /** Answers what was asked, then closes. */
  close(): Promise<void>
}

/** Milliseconds in which a command sends its request. */
const sendWithin = 30_000

/**
 * Lets commands reach the service that holds dataDir's lock: a Unix socket for its owner alone. Anything but a request
 * closes the connection, and nothing else.
 *
 * @param perform - null: there is no such operation
 */
export async function openControlSocket(
  dataDir: string,
  perform: (asked: ControlRequest) => Promise<Answer> | null,
  onFault: (fault: unknown, operation: string) => void,
): Promise<ControlSocket> {
  const socketPath = await openSocketPath(dataDir)
  const underWay = new Set<Promise<void>>()
  const idle = new Set<Socket>()
  const connections = createConnections(descriptorBudget(descriptorLimit()).commands)

  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    connections.admit(socket, '')
    if (socket.destroyed) return
    const conversation = converse(socket).finally(() => {
      underWay.delete(conversation)
    })
    underWay.add(conversation)
  })
  server.on('error', (fault) => onFault(fault, 'listen'))

  async function converse(socket: Socket): Promise<void> {
    idle.add(socket)
    const line = await readLine(socket, sendWithin)
    idle.delete(socket)
    connections.begin(socket, () => 'answering')
    const asked = line === null ? null : parseRequest(line)
    const answer = asked === null ? null : perform(asked)
    if (asked === null || answer === null) {
      socket.destroy()
      return
    }
    const reply: ControlReply = await answer.then(
      (answer) => ({ answer }),
      (fault: unknown) => {
        onFault(fault, asked.operation)
        return { fault: fault instanceof Error ? fault.message : String(fault) }
      },
    )
    await new Promise<void>((sent) => {
      socket.once('close', sent)
      socket.end(`${JSON.stringify(reply)}\n`, () => sent())
    })
  }

  try {
    // Whoever holds the lock on dataDir owns the socket in it: one that lies there is left over.
    await rm(socketPath.path, { force: true })
    await listenPrivately(server, socketPath.path)
  } catch (error) {
    await socketPath.release()
    throw error
  }

  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of idle) socket.destroy()
      await Promise.all(underWay)
      await closed
      await socketPath.release()
    },
  }
}

/** The socket is made within this very call, so it is never open to others, not even for a moment. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const umask = process.umask(0o177)
    try {
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    } finally {
      process.umask(umask)
    }
  })
}

function parseRequest(line: string): ControlRequest | null {
  try {
    const json: unknown = JSON.parse(line)
    if (typeof json !== 'object' || json === null) return null
    if (!('operation' in json) || typeof json.operation !== 'string' || !('request' in json)) return null
    return { operation: json.operation, request: json.request }
  } catch {
    return null
  }
}
