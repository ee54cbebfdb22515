import { type Command, Option } from 'commander'
import type { CommandContext, ExitCode } from './context.ts'
import { noConfig } from './find-config.ts'

/** What the definition of each command gets. */
export interface CommandLine {
  readonly context: CommandContext
  /** Turns a command's function into a commander action that sets the exit code. */
  runs<Args extends unknown[]>(work: (...args: Args) => Promise<ExitCode>): (...args: Args) => Promise<void>
}

export interface CommonOptions {
  readonly config: string
  readonly json?: boolean
}

export const jsonOption = () => new Option('--json', 'print the answer as JSON')

/** The options of a command, including those common to all commands. `config` throws where there is no configuration. */
export function optionsOf<Options extends object = object>(command: Command): Options & CommonOptions {
  const options = command.optsWithGlobals<Options & CommonOptions>()
  if (options.config !== undefined) return options
  return Object.defineProperty(options, 'config', {
    get() {
      throw noConfig()
    },
  })
}
