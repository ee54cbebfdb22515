import type { Command } from 'commander'
import { showAnswer } from './answer.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'

const clockHelp = `
--clock: Ringlock remembers the highest time it has seen, and judges codes at that time when the clock is behind it, so
that no old code works again. After a clock that ran ahead, set the clock right and run this once: codes count by
the clock again. Codes that were used while the clock ran ahead stay used.`

export function addUnlock(program: Command, { context, runs }: CommandLine): void {
  program
    .command('unlock [name]')
    .description("forget a user's failed passwords and codes, so that the next attempt counts at once")
    .option('--clock', 'instead of a user: go back to the clock after it ran ahead')
    .addOption(jsonOption())
    .addHelpText('after', clockHelp)
    .action(
      runs(async (name: string | undefined, _: unknown, command: Command) => {
        const { config, json, clock = false } = optionsOf<{ clock?: boolean }>(command)
        if (clock === (name !== undefined)) throw new CommandError('Name a user, or say --clock.', 2)
        const answer =
          name === undefined
            ? await perform('unlock clock', { now: context.clock() }, config, context)
            : await perform('unlock', { name }, config, context)
        return showAnswer<unknown>(answer, context, { json })
      }),
    )
}
