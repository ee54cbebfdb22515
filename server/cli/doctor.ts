import type { Command } from 'commander'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { ExitCode, Screen } from './context.ts'
import type { Finding } from './doctor/finding.ts'

const checkHelp = `
Checks what "ringlock serve" checks at its start, and starts nothing: the configuration, the store with its master key, and the
ports. A user store that cannot be reached is a warning, because the service starts without it. For before a start or a
restart; "ringlock doctor" checks the rest too.

Exit status: 0 the service would start, 2 it would not.`

const doctorHelp = `
Exit status: 0 no fault, 1 a fault, 2 a fault of the configuration.`

export function addCheck(program: Command, { context, runs }: CommandLine): void {
  program
    .command('check')
    .description('check everything that serve would refuse to start with, and start nothing')
    .addOption(jsonOption())
    .addHelpText('after', checkHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json = false } = optionsOf(command)
        const { examineBeforeStart } = await import('./doctor/examine.ts')
        const findings = await examineBeforeStart(config, context)
        report(findings, json, context.stdout)
        return findings.some(isFault) ? 2 : 0
      }),
    )
}

export function addDoctor(program: Command, { context, runs }: CommandLine): void {
  program
    .command('doctor')
    .description(
      'check what serve checks, and file modes, clock, shared secrets, users, connections, modules in PBXs, mail, audit trail, disk',
    )
    .addOption(jsonOption())
    .addHelpText('after', doctorHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json = false } = optionsOf(command)
        const { examine } = await import('./doctor/examine.ts')
        const findings = await examine(config, context)
        report(findings, json, context.stdout)
        return exitCodeFor(findings)
      }),
    )
}

function report(findings: readonly Finding[], json: boolean, stdout: Screen): void {
  if (json) {
    stdout.write(`${JSON.stringify(findings)}\n`)
    return
  }
  const lines = findings.map(
    ({ level, check, message }) => `${level.padEnd(8)} ${check.padEnd(15)} ${message}\n`,
  )
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  stdout.write(`${lines.join('')}\nfaults: ${count('fault')}, warnings: ${count('warning')}\n`)
}

function exitCodeFor(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ ofConfiguration }) => ofConfiguration)) return 2
  return findings.some(isFault) ? 1 : 0
}

function isFault({ level }: Finding): boolean {
  return level === 'fault'
}
