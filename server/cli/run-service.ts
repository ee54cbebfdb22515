import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/load-config.ts'
import { type ControlRequest, openControlSocket } from '../control/control-socket.ts'
import { findOperation } from '../control/index.ts'
import type { Tell } from '../control/operation.ts'
import type { Listeners, Service } from '../service.ts'
import type { CommandContext } from './context.ts'
import { createServiceLines, type ServiceLines } from './service-lines.ts'

/** A service with open listeners and a socket for commands. */
export interface RunningService {
  readonly service: Service
  readonly lines: ServiceLines
  readonly listeners: Listeners
  /**
   * Applies NASes, policy, retention and keys of TLS of another configuration. Rejects with ConfigError, and then changes nothing.
   */
  reload(config: Config): Promise<void>
  /** Answers accepted requests, then closes everything. */
  close(): Promise<void>
}

/**
 * @param wrap - replaces the service that the listeners see
 * @param given - an outbox keeps mails instead of sending them
 */
export async function runService(
  config: Config,
  { openService, openListeners }: Pick<CommandContext, 'openService' | 'openListeners'>,
  wrap: (service: Service) => Service = (service) => service,
  given: Parameters<CommandContext['openService']>[1] = { outbox: null },
): Promise<RunningService> {
  let inForce = config
  const service = await openService(config, given)
  const { log, audit } = service
  const lines = createServiceLines(config.dataDir, audit)
  const closers = [() => service.close()]
  try {
    const listeners = await openListeners(wrap(service))
    // A failed line about the start must not stop logins.
    const onFault = (err: unknown) => log.error({ err }, 'the audit trail has no line of it')
    await lines.started(config).catch(onFault)
    closers.unshift(() => lines.stopped().catch(onFault))
    closers.unshift(() => listeners.close())
    const controlSocket = await openControlSocket(config.dataDir, perform, (err, operation) =>
      service.log.error({ err, operation }, 'command failed'),
    )
    closers.unshift(() => controlSocket.close())
    await beginWatching(service)
    return {
      service,
      lines,
      listeners,
      async reload(next) {
        await listeners.reload(next)
        audit.useRetention(next.audit)
        inForce = {
          ...inForce,
          policy: next.policy,
          audit: next.audit,
          http: reloadedHttp(inForce, next),
          radius: reloadedRadius(inForce, next),
        }
        await lines.reloaded(inForce).catch(onFault)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }

  function perform({ operation, request }: ControlRequest, tell: Tell) {
    const known = findOperation(operation)
    return known === null ? null : known({ ...service, config: inForce }, request, tell)
  }

  async function close(): Promise<void> {
    for (const closer of closers) await closer()
  }
}

/** How long a start waits for the check of the audit log, ms. A longer check continues beside the logins. */
const checkPatience = 300

async function beginWatching({ audit, log }: Service): Promise<void> {
  const cancel = new AbortController()
  const watching = audit.watch().catch((err) => log.error({ err }, 'the audit trail could not be checked'))
  await Promise.race([watching, sleep(checkPatience, null, { signal: cancel.signal }).catch(() => null)])
  cancel.abort()
}

/** Only the files of TLS change without a restart, where there are some before and after. */
function reloadedHttp({ http }: Config, { http: next }: Config): Config['http'] {
  return http === null || !http.tls || !next?.tls ? http : { ...http, tls: next.tls }
}

/** Addresses and deadlines change only with a restart. */
function reloadedRadius({ radius }: Config, next: Config): Config['radius'] {
  return radius === null ? null : { ...radius, clients: next.radius?.clients ?? [] }
}
