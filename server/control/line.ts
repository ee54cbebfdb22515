import type { Socket } from 'node:net'

/** An import of 100,000 users fits in. */
const longestLine = 64 * 1024 * 1024

/**
 * The first line that comes, without its end; null when the connection closes before, or when the line is too long or too late;
 * then the connection is closed.
 *
 * @param within - milliseconds; null: however long it takes
 */
export function readLine(socket: Socket, within: number | null): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const tooLate = within === null ? undefined : setTimeout(giveUp, within)

    function giveUp() {
      socket.destroy()
      finish(null)
    }
    function finish(line: string | null) {
      clearTimeout(tooLate)
      socket.off('data', read)
      socket.off('close', giveUp)
      resolve(line)
    }
    function read(chunk: Buffer) {
      const end = chunk.indexOf('\n')
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end))
      length += chunk.length
      if (length > longestLine) giveUp()
      else if (end >= 0) finish(Buffer.concat(chunks).toString())
    }
    socket.on('data', read)
    socket.on('end', giveUp)
    socket.on('close', giveUp)
  })
}
