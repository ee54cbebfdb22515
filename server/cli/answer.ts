import type { ExitCode, Screen } from './context.ts'

/** What came of an operation. Plain JSON, because it may have travelled through the control socket. */
export type Answer<Data = unknown> =
  | { readonly done: true; readonly line: string; readonly data: Data }
  | { readonly done: false; readonly line: string; readonly data: Refusal }

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string }
}

export function done<Data>(line: string, data: Data): Answer<Data> {
  return { done: true, line, data }
}

/** @param line - a sentence for a person; says what to do if there is something to do */
export function refused(code: string, line: string): Answer<never> {
  return { done: false, line, data: { error: { code, message: line } } }
}

export interface ShowOptions<Data> {
  readonly json?: boolean | undefined
  /** What a person is shown beside the line; the line comes last. */
  readonly details?: (data: Data) => string | Promise<string>
}

/** Prints an answer: what was done and all JSON to stdout, a refusal to stderr. */
export async function showAnswer<Data>(
  answer: Answer<Data>,
  { stdout, stderr }: { readonly stdout: Screen; readonly stderr: Screen },
  { json = false, details = () => '' }: ShowOptions<Data> = {},
): Promise<ExitCode> {
  if (json) stdout.write(`${JSON.stringify(answer.data)}\n`)
  else if (answer.done) stdout.write(`${await details(answer.data)}${answer.line}\n`)
  else stderr.write(`${answer.line}\n`)
  return answer.done ? 0 : 1
}
