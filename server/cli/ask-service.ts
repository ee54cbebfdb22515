import { createConnection, type Socket } from 'node:net'
import type { ControlReply, ControlRequest } from '../control/control-socket.ts'
import { readLine } from '../control/line.ts'
import type { Answer } from '../control/operation.ts'
import { openSocketPath } from '../control/socket-path.ts'
import { CommandError } from './command-error.ts'

/**
 * Asks the service that has dataDir open; null when there is none. Throws CommandError for its faults.
 *
 * @param answerWithin - milliseconds; null: however long it takes
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

/** Whether a service answers commands for dataDir. */
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
      // Whatever breaks from here on closes the connection, and that is heard.
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** No folder, no socket, or one that a killed service left behind. */
function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return null
  throw error
}
