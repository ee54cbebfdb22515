import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { showAnswer } from './show-answer.ts'

const rotateHelp = `
Portals check assertions with the keys at /.well-known/jwks.json, where the old key stays for a day. A running service signs
with the new one at once.`

export function addAssertionKey(program: Command, { context, runs }: CommandLine): void {
  const assertionKey = program
    .command('assertion-key')
    .description('the key that the proof of a login is signed with, for portals')
  assertionKey
    .command('rotate')
    .description('make a new key')
    .addOption(jsonOption())
    .addHelpText('after', rotateHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        return showAnswer(await perform('assertion-key rotate', null, config, context), context, { json })
      }),
    )
}
