import { createConnection, type Socket } from 'node:net'
import type { ControlReply, ControlRequest } from '../control/control-socket.ts'
import { readLine } from '../control/line.ts'
import type { Answer } from '../control/operation.ts'
import { openSocketPath } from '../control/socket-path.ts'
import { CommandError } from './command-error.ts'

/**
 * Sends a request to the service that has dataDir open; null: there is none. Throws CommandError for faults of the
 * service.
 *
 * @param answerWithin - time limit, ms; null: none
 */
export async function askService(
  dataDir: string,
  asked: ControlRequest,
  answerWithin: number | null = null,
): Promise<Answer | null> {
  const socketPath = await openSocketPath(dataDir).catch(nullIfAbsent)
  if (socketPath === null) return null
  try {
    const socket = await connect(socketPath.path).catch(nullIfAbsent)
    if (socket === null) return null
    socket.write(`${JSON.stringify(asked)}\n`)
    const line = await readLine(socket, answerWithin)
    socket.destroy()
    if (line === null) {
      throw new CommandError(
        'The running service gave no answer: it was stopped, is overrun, or is another version.',
      )
    }
    const reply = JSON.parse(line) as ControlReply
    if ('fault' in reply) throw new CommandError(reply.fault)
    return reply.answer
  } finally {
    await socketPath.release()
  }
}

/** Whether a service for dataDir answers commands. */
export async function isServed(dataDir: string): Promise<boolean> {
  const socketPath = await openSocketPath(dataDir).catch(nullIfAbsent)
  if (socketPath === null) return false
  try {
    const socket = await connect(socketPath.path).catch(nullIfAbsent)
    socket?.destroy()
    return socket !== null
  } finally {
    await socketPath.release()
  }
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      // Any later error closes the connection, and the close is handled.
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** There is no folder, no socket, or only the socket of a killed service. */
function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return null
  throw error
}
