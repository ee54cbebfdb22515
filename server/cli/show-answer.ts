import type { Answer } from '../control/operation.ts'
import type { ExitCode, Screen } from './context.ts'

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
