import type { Command } from 'commander'
import { type Answer, done, refused, showAnswer } from './answer.ts'
import { checkTrail } from './check-trail.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'

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
        const { config, json } = optionsOf(command)
        const { loadConfig } = await import('../config.ts')
        const { dataDir } = await loadConfig(config, context)
        return showAnswer(await verifyTrail(dataDir), context, { json })
      }),
    )
}

/** Reads only, so that it works beside a running service, and on a copy of its folder. */
async function verifyTrail(dataDir: string): Promise<Answer<{ readonly lines: number }>> {
  const { isWhole, lines, sentence } = await checkTrail(dataDir)
  return isWhole ? done(sentence, { lines }) : refused('broken-trail', sentence)
}
