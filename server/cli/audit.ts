import type { Command } from 'commander'
import { done, refused, showAnswer } from './answer.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { printable } from './terminal.ts'

export function addAudit(program: Command, { context, runs }: CommandLine): void {
  const audit = program
    .command('audit')
    .description('check the hash chain of the audit trail')
    .helpCommand(false)

  audit
    .command('verify')
    .description('check the hash chain of the trail; names the first broken line')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config: configFile, json } = optionsOf(command)
        const { loadConfig } = await import('../config.ts')
        const { dataDir } = await loadConfig(configFile, context)
        return 0
      }),
    )
}
