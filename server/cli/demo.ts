import { rm } from 'node:fs/promises'
import type { Command } from 'commander'
import type { CommandLine } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { listenToSignals } from './signals.ts'

export function addDemo(program: Command, { context, runs }: CommandLine): void {
  program
    .command('demo')
    .description('try it: a service on loopback in a temporary folder, with two users')
    .action(runs(() => demo(context)))
}

async function demo(context: CommandContext): Promise<ExitCode> {
  const { makeDemoFolder } = await import('./demo/make-demo.ts')
  const signals = listenToSignals()
  const demoFolder = await makeDemoFolder()
  try {
    const { runDemo } = await import('./demo/run-demo.ts')
    await runDemo(demoFolder, context, signals.end)
    return 0
  } finally {
    await rm(demoFolder.folder, { recursive: true, force: true })
    context.stdout.write('The demo is over; its folder is gone.\n')
    signals.release()
  }
}
