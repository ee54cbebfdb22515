import { type Command, InvalidArgumentError, Option } from 'commander'
import { auditOutcomes } from '../audit/audit-trail.ts'
import { parseHead } from '../audit/trimmed.ts'
import type { AuditShowOptions } from './audit-show.ts'
import { checkTrail } from './check-trail.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'
import { parseTime } from './time-option.ts'

const verifyHelp = `
Every line is authenticated with a key that is kept sealed in the state store, which also has the position of the last line. An
attacker who takes over the machine has both; so keep what "ringlock audit head" prints elsewhere, and compare with --head.`

const showHelp = `
It reads the trail of this machine as it is, and proves nothing; "ringlock audit verify" does.`

function parseCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number from 1 on.')
}

export function addAudit(program: Command, { context, runs }: CommandLine): void {
  const audit = program
    .command('audit')
    .description('show and check the audit trail; print its head for an outside anchor')
    .helpCommand(false)

  audit
    .command('show')
    .description('print what was recorded, oldest first: the last 50 events, or those since a time')
    .option('--user <name>', 'of this user only: a name as it is typed, or a user key')
    .addOption(
      timeOption('--since <time>', 'from this time on: 2h or 7d ago, 2026-12-01, 2026-12-01T10:30 (UTC)'),
    )
    .addOption(timeOption('--until <time>', 'before this time'))
    .addOption(new Option('--outcome <outcome...>', 'with one of these outcomes').choices(auditOutcomes))
    .option('--client <name>', 'that came through this RADIUS client or portal')
    .option('--last <n>', 'how many, where --since is not given', parseCount, 50)
    .option('--follow', 'go on with what is recorded from now on, until it is ended (Ctrl-C)')
    .option('--json', 'print each event as a line of JSON')
    .addHelpText('after', showHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, ...options } = optionsOf<AuditShowOptions>(command)
        const [{ loadConfig }, { showAudit }] = await Promise.all([
          import('../config/load-config.ts'),
          import('./audit-show.ts'),
        ])
        return showAudit(await loadConfig(config, context), options, context)
      }),
    )

  function timeOption(flags: string, description: string): Option {
    return new Option(flags, description).argParser((text: string) => parseTime(text, context.clock()))
  }

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
