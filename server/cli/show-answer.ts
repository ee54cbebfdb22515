import type { Answer } from '../control/operation.ts'
import type { ExitCode, Screen } from './context.ts'

export interface ShowOptions<Data> {
  readonly json?: boolean | undefined
  /** Details for a person, printed before the line. */
  readonly details?: (data: Data) => string | Promise<string>
}

/** Prints an answer: results and all JSON to stdout, refusals to stderr. */
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
