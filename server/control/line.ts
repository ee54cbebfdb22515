import type { Socket } from 'node:net'

/** Enough for an import of 100,000 users. */
const longestLine = 64 * 1024 * 1024

/**
 * The first line, without its newline. null: the connection closed before, or the line is too long or too late; the
 * connection is then closed.
 *
 * @param within - time limit, ms; null: none
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
