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

/**
 * The lines, without their newlines, as fast as they are taken. Ends where the connection does; what came after the last
 * newline, and a line that is too long, is dropped.
 */
export async function* linesOf(socket: Socket): AsyncGenerator<string> {
  const chunks = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]()
  let rest: Buffer[] = []
  let length = 0
  for (;;) {
    // A connection that breaks ends the lines as one that is closed does.
    const next = await chunks.next().catch(() => null)
    if (next === null || next.done) return
    let chunk = next.value as Buffer
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n')) {
      yield Buffer.concat([...rest, chunk.subarray(0, end)]).toString()
      chunk = chunk.subarray(end + 1)
      rest = []
      length = 0
    }
    rest.push(chunk)
    length += chunk.length
    if (length > longestLine) return
  }
}
