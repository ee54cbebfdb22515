import { runProgram } from './cli/program.ts'
import { systemClock } from './lib/clock.ts'

const { argv, env, stdin, stdout, stderr } = process

// A reader that went away, as in `ringlock status | head`, is nobody's fault.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

const exitCode = await runProgram(argv.slice(2), {
  // On demand: most commands ask a running service, and need nothing of it themselves.
  openService: async (...config) => (await import('./compose/app.ts')).openService(...config),
  openDoors: async (service) => (await import('./compose/app.ts')).openDoors(service),
  copyState: async (...request) => (await import('./compose/open-state.ts')).copyStoredState(...request),
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

/** A pipe takes only so much at once, and an exit loses the rest. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
