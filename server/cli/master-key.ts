import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { withProgress } from './progress.ts'
import { showAnswer } from './show-answer.ts'

const rotateHelp = `
Everything sealed with the master key is sealed anew: TOTP secrets, assertion keys, waiting mail. Users notice nothing. Recovery
codes go on working; widget tokens of the old key end, and portals fetch new ones. The old key opens nothing afterwards but
backups from before: keep a copy of it with them. What is cut off goes on with the next start, or by saying it again.

With one service and the key in a file, say rotate. Several services on one database, or a key from the environment:
  ringlock master-key rotate --stage    makes the next key; bring it to every service as it says
  ringlock master-key rotate            is refused until every service has it`

export function addMasterKey(program: Command, { context, runs }: CommandLine): void {
  const masterKey = program
    .command('master-key')
    .description('the key that everything secret is sealed with')
    .helpCommand(false)
  masterKey
    .command('rotate')
    .description('put a new one in its place')
    .option('--stage', 'only make the next key, for bringing it to every service first')
    .addOption(jsonOption())
    .addHelpText('after', rotateHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json, stage = false } = optionsOf<{ stage?: boolean }>(command)
        const answer = stage
          ? await perform('master-key stage', null, config, context)
          : await withProgress(context, ({ onMessage }) =>
              perform('master-key rotate', null, config, context, null, onMessage),
            )
        return showAnswer<unknown>(answer, context, { json })
      }),
    )
}
