import type { Command } from 'commander'
import { done } from '../control/operation.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { showAnswer } from './show-answer.ts'

export function addConfig(program: Command, { context, runs }: CommandLine): void {
  const config = program.command('config').description('show the configuration').helpCommand(false)
  config
    .command('show')
    .description('print the configuration with every default, and without secrets')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config: file, json } = optionsOf(command)
        const [{ loadConfig }, { effectiveConfig }] = await Promise.all([
          import('../config/load-config.ts'),
          import('../config/effective.ts'),
        ])
        await loadConfig(file, context)
        const { value, yaml } = await effectiveConfig(file)
        return showAnswer(done(`# ${file}\n${yaml.trimEnd()}`, value), context, { json })
      }),
    )
}
