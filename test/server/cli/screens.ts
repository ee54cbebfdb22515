import { PassThrough, Writable } from 'node:stream'
import type { Terminal } from '../../../server/cli/context.ts'

/** A terminal without a person: what is typed comes from `input`, what is printed can be read. */
export function createScreens(input: string | Uint8Array = '') {
  const stdin = new PassThrough()
  stdin.end(input)
  const stdout = collector()
  const stderr = collector()
  const terminal: Terminal = { stdin, stdout: stdout.stream, stderr: stderr.stream }
  return { ...terminal, printed: stdout.text, complained: stderr.text }
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, written) {
      chunks.push(chunk)
      written()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
