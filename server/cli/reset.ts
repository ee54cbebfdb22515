import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'

export function addReset(program: Command, { context, runs }: CommandLine): void {
  program
    .command('reset <name>')
    .description("delete a user's second factor, recovery codes included")
    .addOption(jsonOption())
    .action(
      runs(async (name: string, _: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        return showAnswer(await perform('reset', { name }, config, context), context, { json })
      }),
    )
}
