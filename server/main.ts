import { runProgram } from './cli/program.ts'
import { systemClock } from './lib/clock.ts'

const { argv, env, stdin, stdout, stderr } = process

// Ignored, because the reader of a pipe may end early, as in `ringlock status | head`.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

const exitCode = await runProgram(argv.slice(2), {
  // Imported on demand: most commands ask a running service and do not need this code.
  openService: async (...config) => (await import('./compose/app.ts')).openService(...config),
  openListeners: async (service) => (await import('./compose/app.ts')).openListeners(service),
  copyState: async (...request) => (await import('./compose/open-state.ts')).copyStoredState(...request),
  restoreBackup: async (...request) => (await import('./compose/restore.ts')).restoreBackup(...request),
  checkConfig: async (config) => (await import('./compose/check-config.ts')).checkConfig(config),
  examineStateStore: async (stateStore) =>
    (await import('./compose/open-state.ts')).examineStateStore(stateStore),
  examineUserStores: async (config) =>
    (await import('./compose/open-user-stores.ts')).examineUserStores(config),
  env,
  stdin,
  stdout,
  stderr,
  clock: systemClock,
})
await Promise.all([flushed(stdout), flushed(stderr)])
process.exit(exitCode)

/** A pipe accepts a limited amount at once, and exiting would lose the rest. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
