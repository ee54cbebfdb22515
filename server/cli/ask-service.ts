import { createConnection, type Socket } from 'node:net'
import type { ControlMessage, ControlReply, ControlRequest } from '../control/control-socket.ts'
import { linesOf } from '../control/line.ts'
import type { Answer, Tell } from '../control/operation.ts'
import { openSocketPath } from '../control/socket-path.ts'
import { CommandError } from './command-error.ts'

/**
 * Sends a request to the service that has dataDir open; null: there is none. Throws CommandError for faults of the
 * service.
 *
 * @param answerWithin - time limit, ms; null: none
 * @param onMessage - gets what is said before the answer, one by one; absent: nothing is to be said
 */
export async function askService(
  dataDir: string,
  asked: ControlRequest,
  answerWithin: number | null = null,
  onMessage?: Tell,
): Promise<Answer | null> {
  const socketPath = await openSocketPath(dataDir).catch(nullIfAbsent)
  if (socketPath === null) return null
  try {
    const socket = await connect(socketPath.path).catch(nullIfAbsent)
    if (socket === null) return null
    socket.write(`${JSON.stringify({ ...asked, listens: onMessage !== undefined })}\n`)
    const tooLate = answerWithin === null ? undefined : setTimeout(() => socket.destroy(), answerWithin)
    try {
      for await (const line of linesOf(socket)) {
        const reply = JSON.parse(line) as ControlReply | ControlMessage
        if ('answer' in reply) return reply.answer
        if ('fault' in reply) throw new CommandError(reply.fault)
        await onMessage?.(reply.message)
      }
    } finally {
      clearTimeout(tooLate)
      socket.destroy()
    }
    throw new CommandError(
      'The running service gave no answer: it was stopped, is overrun, or is another version.',
    )
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
