import { createReadStream } from 'node:fs'
import { type AuditLink, parseAuditLine } from './audit-line.ts'

export interface FoundLine {
  readonly file: string
  /** Within its file, counted from 1. */
  readonly number: number
  readonly text: Buffer
  /** null: it is no line of a trail. */
  readonly link: AuditLink | null
  /** False: the file ended before the line did. */
  readonly ended: boolean
}

/** Bytes; far more than a line has. */
const longestLine = 1024 * 1024

/** The lines of some files, one after another, while the last of them may be written to. */
export async function* readLines(
  files: readonly { readonly name: string; readonly path: string }[],
  pause: () => Promise<void> = async () => {},
): AsyncGenerator<FoundLine> {
  for (const { name, path } of files) {
    let number = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let start = 0
      for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
        yield lineOf(name, ++number, bytes.subarray(start, end), true)
        start = end + 1
      }
      // What is longer is no line, wherever it ends.
      rest = bytes.subarray(start, start + longestLine)
      await pause()
    }
    if (rest.length > 0) yield lineOf(name, ++number, rest, false)
  }
}

function lineOf(file: string, number: number, text: Buffer, ended: boolean): FoundLine {
  return { file, number, text, link: parseAuditLine(text), ended }
}
