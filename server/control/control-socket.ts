import { rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { createConnections } from '../lib/connections.ts'
import { descriptorBudget, descriptorLimit } from '../lib/descriptors.ts'
import { readLine } from './line.ts'
import { type Answer, type Message, type Tell, tellNoOne } from './operation.ts'
import { openSocketPath } from './socket-path.ts'

/** The request of a command, one JSON line. */
export interface ControlRequest {
  readonly operation: string
  readonly request: unknown
  /** Whether messages may come before the answer, a line each; commands of earlier versions read the first line alone. */
  readonly listens?: boolean
}

/** The reply, one JSON line. A fault is a sentence for a person. */
export type ControlReply = { readonly answer: Answer } | { readonly fault: string }
/** A line before the reply. */
export type ControlMessage = { readonly message: Message }

export interface ControlSocket {
  /** Answers pending requests, then closes. */
  close(): Promise<void>
}

/** How long a command may take to send its request, ms. */
const sendWithin = 30_000

/**
 * A Unix socket, open to its owner alone, through which commands reach the service that holds the lock of dataDir.
 * Invalid input only closes its connection.
 *
 * @param perform - null: there is no such operation
 */
export async function openControlSocket(
  dataDir: string,
  perform: (asked: ControlRequest, tell: Tell) => Promise<Answer> | null,
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
    const answer = asked === null ? null : perform(asked, asked.listens ? tellOver(socket) : tellNoOne)
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
    // The socket belongs to the holder of dataDir's lock, so a file that is already there is a leftover.
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

/** Sets the umask around the call that creates the socket, so that it is never open to others. */
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

/** Waits where the command reads more slowly than it is told. */
function tellOver(socket: Socket): Tell {
  return async (message) => {
    const line: ControlMessage = { message }
    if (socket.destroyed) throw new Error('the command is gone')
    if (socket.write(`${JSON.stringify(line)}\n`)) return
    await new Promise<void>((resolve, reject) => {
      const drained = () => {
        socket.off('close', gone)
        resolve()
      }
      const gone = () => {
        socket.off('drain', drained)
        reject(new Error('the command is gone'))
      }
      socket.once('drain', drained)
      socket.once('close', gone)
    })
  }
}

function parseRequest(line: string): ControlRequest | null {
  try {
    const json: unknown = JSON.parse(line)
    if (typeof json !== 'object' || json === null) return null
    if (!('operation' in json) || typeof json.operation !== 'string' || !('request' in json)) return null
    const listens = 'listens' in json && json.listens === true
    return { operation: json.operation, request: json.request, listens }
  } catch {
    return null
  }
}
