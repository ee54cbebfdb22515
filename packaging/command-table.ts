import type { Argument, Command, Option } from 'commander'
import type { CommandContext } from '../server/cli/context.ts'
import { createProgram } from '../server/cli/program.ts'

/** The program's commands, to be described and not to be run. */
export function commandTable(): Command {
  return createProgram({ context: idle, runs: () => async () => {} })
}

function notRun(): never {
  throw new Error('commands are only described here')
}

const { stdin, stdout, stderr } = process
const idle: CommandContext = {
  openService: notRun,
  openListeners: notRun,
  copyState: notRun,
  restoreBackup: notRun,
  checkConfig: notRun,
  examineStateStore: notRun,
  examineUserStores: notRun,
  env: {},
  stdin,
  stdout,
  stderr,
  // Times in options are read against it, while they are parsed.
  clock: Date.now,
}

/** A command with its place: `['user', 'add']`; the program itself has none. */
export interface TableEntry {
  readonly path: readonly string[]
  readonly command: Command
}

/** The program, then every command before its subcommands, as the help has them. */
export function entriesOf(command: Command, path: readonly string[] = []): TableEntry[] {
  return [
    { path, command },
    ...command.commands.flatMap((child) => entriesOf(child, [...path, child.name()])),
  ]
}

/** What may stand for a value: one of some words, a file or folder, or anything. */
export type Value = { readonly words: readonly string[] } | 'file' | 'folder' | 'anything'

/** null: the option takes none. */
export function optionValue(option: Option): Value | null {
  if (!option.required && !option.optional) return null
  return valueNamed(option.flags.match(/[<[](.*?)[>\]]/)?.[1] ?? '', option.argChoices)
}

export function argumentValue(argument: Argument): Value {
  return valueNamed(argument.name(), argument.argChoices)
}

function valueNamed(name: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { words: choices }
  if (/^files?$/.test(name)) return 'file'
  return name === 'dir' ? 'folder' : 'anything'
}

/** The options of a command, and those of the whole program that it takes too. */
export function optionsOf(program: Command, command: Command): readonly Option[] {
  const ofProgram =
    command === program ? program.options : program.options.filter(({ long }) => long !== '--version')
  const help = command.createHelp().visibleOptions(command)
  return [...new Set([...help, ...ofProgram])]
}

export const flagsOf = ({ short, long }: Option): string[] =>
  [short, long].filter((flag): flag is string => typeof flag === 'string')
