import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import type { Config } from '../config/load-config.ts'
import { type CommandLine, optionsOf } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { createServiceManager } from './service-manager.ts'
import { listenToSignals } from './signals.ts'
import { keepYoungGenerationSmall } from './young-generation.ts'

const signalsHelp = `
SIGTERM or SIGINT answers what was accepted and ends; a second one ends at once. SIGHUP reads the configuration again and puts
RADIUS clients, policy, audit and TLS files in force; a faulty file is logged and changes nothing.`

export function addServe(program: Command, { context, runs }: CommandLine): void {
  program
    .command('serve')
    .description('run the service')
    .addHelpText('after', signalsHelp)
    .action(runs(async (_: unknown, command: Command) => serve(optionsOf(command).config, context)))
}

async function serve(configFile: string, context: CommandContext): Promise<ExitCode> {
  const letItGrow = keepYoungGenerationSmall()
  const [{ ConfigError, loadConfig }, { runService }] = await Promise.all([
    import('../config/load-config.ts'),
    import('./run-service.ts'),
  ])
  const config = await readConfig()
  const running = await runService(config, context)
  const { log, notices, warnings } = running.service

  const manager = createServiceManager(context.env, process.pid, (err) =>
    log.warn({ err }, 'systemd was not told how the service stands'),
  )

  let reloads = Promise.resolve()
  const signals = listenToSignals(() => {
    reloads = reloads.then(reload)
  })
  for (const warning of config.warnings) log.warn({ at: warning.path, line: warning.line }, warning.message)
  for (const warning of warnings) log.warn(warning)
  for (const notice of notices) log.info(notice)
  const { radius, http } = running.listeners
  log.info({ pid: process.pid, radius, http: http ?? undefined, dataDir: config.dataDir }, 'ready')
  letItGrow()
  await manager.ready()

  log.info({ signal: await signals.end }, 'ending')
  const told = manager.stopping()
  const closed = running.close().then(() => 'closed' as const)
  const ended = await Promise.race([closed, signals.endNow])
  signals.release()
  if (ended !== 'closed') {
    context.stderr.write(
      `Ended at once by a second signal (${ended}); what was under way was not answered.\n`,
    )
    return 1
  }
  await Promise.all([told, manager.close()])
  log.info('ended')
  return 0

  /** Rejects with ConfigError, which lists all faults. */
  async function readConfig(): Promise<Config> {
    const read = await loadConfig(configFile, context)
    const faults = await context.checkConfig(read)
    if (faults.length > 0) throw new ConfigError(faults)
    return read
  }

  async function reload(): Promise<void> {
    await manager.reloading()
    try {
      const next = await readConfig()
      await running.reload(next)
      const needRestart = changedForRestart(config, next)
      for (const warning of next.warnings) log.warn({ at: warning.path, line: warning.line }, warning.message)
      if (needRestart.length > 0) log.warn({ changed: needRestart }, 'these changes need a restart')
      log.info('reloaded')
    } catch (error) {
      const fields = error instanceof ConfigError ? { faults: error.message.split('\n') } : { err: error }
      log.error(fields, 'the configuration was not reloaded; nothing was changed')
      await running.lines
        .notReloaded()
        .catch((err) => log.error({ err }, 'the audit trail has no line of it'))
    }
    await manager.ready()
  }
}

/** Changes that SIGHUP cannot apply. */
function changedForRestart(before: Config, after: Config): string[] {
  const parts: Readonly<Record<string, (config: Config) => unknown>> = {
    dataDir: ({ dataDir }) => dataDir,
    logLevel: ({ logLevel }) => logLevel,
    log: ({ log }) => log,
    'radius.listen': ({ radius }) => radius?.listen,
    http: ({ http }) => (http === null ? null : { ...http, tls: http.tls !== null }),
    userStores: ({ userStores }) => userStores,
    stateStore: ({ stateStore }) => stateStore,
    mail: ({ mail }) => mail,
    'audit.ship': ({ ship }) => ship,
    alerts: ({ alerts }) => alerts,
  }
  return Object.keys(parts).filter((part) => !isDeepStrictEqual(parts[part]?.(before), parts[part]?.(after)))
}
