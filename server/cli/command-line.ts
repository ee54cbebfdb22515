import { type Command, Option } from 'commander'
import type { CommandContext, ExitCode } from './context.ts'

/** What every command's definition is given. */
export interface CommandLine {
  readonly context: CommandContext
  /** Makes a command's work a commander action that leaves its exit code. */
  runs<Args extends unknown[]>(work: (...args: Args) => Promise<ExitCode>): (...args: Args) => Promise<void>
}

export interface CommonOptions {
  readonly config: string
  readonly json?: boolean
}

export const jsonOption = () => new Option('--json', 'print the answer as JSON')

/** The options of a command together with those that all commands take. */
export function optionsOf<Options extends object = object>(command: Command): Options & CommonOptions {
  return command.optsWithGlobals()
}
