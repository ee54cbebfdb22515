import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandError } from './command-error.ts'
import type { Screen, Terminal } from './context.ts'

/** Whether a person can be asked: input comes from a terminal, and questions are visible. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/**
 * Asks for one line, on stderr, because stdout may be redirected to a file. Throws CommandError when the answer is
 * cancelled (Ctrl-C, Ctrl-D).
 */
export function ask(
  question: string,
  { stdin, stderr }: Terminal,
  { echo }: { readonly echo: boolean },
): Promise<string> {
  const output = echo ? stderr : nowhere()
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 })
  // Printed only now, when the terminal no longer echoes keys.
  if (!echo) stderr.write(question)
  return new Promise((resolve, reject) => {
    lines.on('SIGINT', () => lines.close())
    lines.on('close', () => {
      if (!echo) stderr.write('\n')
      reject(new CommandError('Nothing was entered; nothing was done.'))
    })
    lines.question(echo ? question : '', (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}

/** Asks for a new password twice. */
export async function askNewPassword(terminal: Terminal): Promise<string> {
  const password = await ask('New password: ', terminal, { echo: false })
  const again = await ask('Once more: ', terminal, { echo: false })
  if (password !== again) throw new CommandError('The two passwords differ; nothing was done.')
  return password
}

/** Reads stdin as UTF-8. Throws CommandError for more than `limit` bytes and for bytes that are not UTF-8. */
export async function readText(stdin: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stdin) {
    chunks.push(chunk)
    length += chunk.length
    if (length > limit) throw new CommandError(`More than ${limit} bytes of input.`)
  }
  return utf8(Buffer.concat(chunks))
}

/** Reads a piped password: all of stdin, without the newline that `echo` adds. */
export async function readPassword(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  return (await readText(stdin, 4096)).replace(/\r?\n$/, '')
}

export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CommandError('The input is not UTF-8 text.')
  }
}

/** Escapes control characters: names come from the network too, and must not control the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{fffd}')
}

/** Rows under headings, in columns as wide as needed. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(printable))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))))
  const inColumns = (line: readonly string[]) =>
    line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  ')
  return lines.map((line) => `${inColumns(line).trimEnd()}\n`).join('')
}

const width = (text: string) => [...text].length

function nowhere(): Screen {
  return new Writable({ write: (_chunk, _encoding, written) => written() })
}
