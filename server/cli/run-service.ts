import type { Config } from '../config.ts'
import type { Doors, Service } from '../service.ts'
import type { CommandContext } from './context.ts'
import { openControlSocket } from './control-socket.ts'
import { findOperation } from './operations/index.ts'

/** A service with its doors open, and a socket for commands. */
export interface RunningService {
  readonly service: Service
  readonly doors: Doors
  /** Puts RadiusClients and policy of another configuration in force; throws ConfigError, and then changes nothing. */
  reload(config: Config): void
  /** Answers what was accepted, then closes everything. */
  close(): Promise<void>
}

/**
 * @param wrap - what the doors see in the service's place
 * @param given - an outbox keeps what would be mailed
 */
export async function runService(
  config: Config,
  { openService, openDoors }: Pick<CommandContext, 'openService' | 'openDoors'>,
  wrap: (service: Service) => Service = (service) => service,
  given: Parameters<CommandContext['openService']>[1] = { outbox: null },
): Promise<RunningService> {
  let inForce = config
  const service = await openService(config, given)
  const closers = [() => service.close()]
  try {
    const doors = await openDoors(wrap(service))
    closers.unshift(() => doors.close())
    const controlSocket = await openControlSocket(config.dataDir, perform, (err, operation) =>
      service.log.error({ err, operation }, 'command failed'),
    )
    closers.unshift(() => controlSocket.close())
    return {
      service,
      doors,
      reload(next) {
        doors.reload(next)
        inForce = { ...inForce, policy: next.policy }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }

  function perform({ operation, request }: { readonly operation: string; readonly request: unknown }) {
    const known = findOperation(operation)
    return known === null ? null : known({ ...service, config: inForce }, request)
  }

  async function close(): Promise<void> {
    for (const closer of closers) await closer()
  }
}
