import type { Command } from 'commander'
import { parseHead } from '../audit/trimmed.ts'
import { checkTrail } from './check-trail.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'

const verifyHelp = `
Every line is authenticated with a key that is kept sealed in the state store, which also has the position of the last line. An
attacker who takes over the machine has both; so keep what "ringlock audit head" prints elsewhere, and compare with --head.`

export function addAudit(program: Command, { context, runs }: CommandLine): void {
  const audit = program
    .command('audit')
    .description('check the audit trail; print its head for an outside anchor')
    .helpCommand(false)

  audit
    .command('verify')
    .description('verify every line of the audit trail; names the first broken one')
    .option('--head <n:hash>', 'also compare with what "audit head" printed at another time')
    .addOption(jsonOption())
    .addHelpText('after', verifyHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json, head: given } = optionsOf<{ head?: string }>(command)
        const head = given === undefined ? null : parseHead(given)
        if (given !== undefined && head === null) {
          throw new CommandError(
            '--head takes what "ringlock audit head" prints: a number, a colon, 64 hex digits.',
            2,
          )
        }
        const { loadConfig } = await import('../config/load-config.ts')
        const answer = await checkTrail(await loadConfig(config, context), head, context)
        return showAnswer<unknown>(answer, context, { json })
      }),
    )

  audit
    .command('head')
    .description('print number and MAC of the last line, to be kept elsewhere')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        return showAnswer<unknown>(await perform('audit head', null, config, context), context, { json })
      }),
    )
}
