import type { Command } from 'commander'
import { CommandError } from './command-error.ts'

export function addHelp(program: Command): void {
  program
    .command('help [command...]')
    .description('show what a command does, as COMMAND --help does')
    .action((words: readonly string[]) => {
      commandOf(program, words).outputHelp()
    })
}

/** `user add` is the command `add` of the command `user`. */
function commandOf(program: Command, words: readonly string[]): Command {
  return words.reduce((command: Command, word) => {
    const next = command.commands.find((each) => each.name() === word)
    if (next !== undefined) return next
    throw new CommandError(`There is no command ${words.join(' ')}; ringlock --help lists them.`, 2)
  }, program)
}
