import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { ExitCode } from './context.ts'
import type { Finding } from './doctor/finding.ts'

export function addDoctor(program: Command, { context, runs }: CommandLine): void {
  program
    .command('doctor')
    .description('check configuration, file modes, clock, store, shared secrets, ports, audit trail')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json = false } = optionsOf(command)
        const { examine } = await import('./doctor/examine.ts')
        const findings = await examine(config, context)
        context.stdout.write(json ? `${JSON.stringify(findings)}\n` : report(findings))
        return exitCodeFor(findings)
      }),
    )
}

function report(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ level, check, message }) => `${level.padEnd(8)} ${check.padEnd(15)} ${message}\n`,
  )
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  return `${lines.join('')}\nfaults: ${count('fault')}, warnings: ${count('warning')}\n`
}

function exitCodeFor(findings: readonly Finding[]): ExitCode {
  return findings.some(({ level }) => level === 'fault') ? 1 : 0
}
