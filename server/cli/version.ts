import type { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { done } from '../control/operation.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { showAnswer } from './show-answer.ts'

export function addVersion(program: Command, { context, runs }: CommandLine): void {
  program
    .command('version')
    .description('print the version of Ringlock and of the Node.js it runs on')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { json } = optionsOf(command)
        const { version: node, platform, arch } = process
        const { version } = packageJson
        const line = `ringlock ${version} (Node.js ${node}, ${platform} ${arch})`
        return showAnswer(done(line, { version, node: node.slice(1), platform, arch }), context, { json })
      }),
    )
}
