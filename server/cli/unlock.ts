import type { Command } from 'commander'
import type { Answer } from '../control/operation.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'

const clockHelp = `
--clock: Ringlock remembers the highest time it has seen, and judges codes at that time when the clock is behind it, so
that no old code works again. After a clock that ran ahead, set the clock right and run this once: codes count by
the clock again, and users who logged in meanwhile are freed. Codes that were used while the clock ran ahead stay used.
After a restore it is refused: codes work again by themselves, a few minutes later.

--recovery-codes: after a restore, recovery codes of before are held back, because they may have been used since. They
work again once their user makes a new set, or by this, of one user or, without a name, of all.`

const usage = 'Name a user, or say --clock, or --recovery-codes.'

export function addUnlock(program: Command, { context, runs }: CommandLine): void {
  program
    .command('unlock [name]')
    .description("forget a user's failed passwords and codes, so that the next attempt counts at once")
    .option('--clock', 'instead of a user: go back to the clock after it ran ahead')
    .option('--recovery-codes', 'let recovery codes of before a restore count again')
    .addOption(jsonOption())
    .addHelpText('after', clockHelp)
    .action(
      runs(async (name: string | undefined, _: unknown, command: Command) => {
        const options = optionsOf<{ clock?: boolean; recoveryCodes?: boolean }>(command)
        const { config, json, clock = false, recoveryCodes = false } = options
        const show = (answer: Answer<unknown>) => showAnswer<unknown>(answer, context, { json })
        const now = context.clock()
        if (clock && (recoveryCodes || name !== undefined)) throw new CommandError(usage, 2)
        if (clock) return show(await perform('unlock clock', { now }, config, context))
        if (recoveryCodes) {
          return show(await perform('unlock recovery codes', { name: name ?? null }, config, context))
        }
        if (name === undefined) throw new CommandError(usage, 2)
        return show(await perform('unlock', { name, now }, config, context))
      }),
    )
}
