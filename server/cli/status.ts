import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { describeUser, usersTable } from './describe-user.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'

export function addStatus(program: Command, { context, runs }: CommandLine): void {
  program
    .command('status [name]')
    .description('show who has a second factor, who must have one, who is delayed or locked')
    .addOption(jsonOption())
    .action(
      runs(async (name: string | undefined, _: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        const now = context.clock()
        if (name === undefined) {
          const answer = await perform('status of all', { now }, config, context)
          if (!answer.done) return showAnswer(answer, context, { json })
          const { users, unavailableStores } = answer.data
          await showAnswer({ ...answer, data: users }, context, { json, details: usersTable })
          for (const { name, why } of unavailableStores) {
            context.stderr.write(`User store ${name} cannot be asked, and its users are missing: ${why}\n`)
          }
          return unavailableStores.length === 0 ? 0 : 1
        }
        const answer = await perform('status', { name, now }, config, context)
        return showAnswer(answer, context, { json, details: describeUser })
      }),
    )
}
