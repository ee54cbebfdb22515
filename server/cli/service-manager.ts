import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Tells systemd how the service stands (sd_notify(3)). Without systemd, does nothing. */
export interface ServiceManager {
  /** Logins are answered. From now on the watchdog, where there is one, hears from the event loop. */
  ready(): Promise<void>
  reloading(): Promise<void>
  stopping(): Promise<void>
  /** Ends what the watchdog hears; no program runs any more. */
  close(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

const run = promisify(execFile)

/**
 * A program, because Node.js cannot send to a Unix datagram socket. It comes with systemd, and waits until systemd has
 * read the message, so that systemd still knows whose it is.
 */
const program = 'systemd-notify'
/** Time limit for it, ms. */
const patience = 5000

/** @param onFault - a message did not arrive; systemd may end a service that it does not hear from */
export function createServiceManager(
  env: Environment,
  pid: number,
  onFault: (fault: unknown) => void,
): ServiceManager {
  const { NOTIFY_SOCKET: socket, PATH } = env
  if (socket === undefined || socket === '') {
    const nothing = async () => {}
    return { ready: nothing, reloading: nothing, stopping: nothing, close: nothing }
  }
  // The environment may hold secrets, which are not the program's business.
  const options = { timeout: patience, env: { NOTIFY_SOCKET: socket, ...(PATH !== undefined && { PATH }) } }
  const tell = async (...message: readonly string[]) => {
    await run(program, message, options).catch(onFault)
  }
  const interval = watchdogInterval(env, pid)
  let watching: NodeJS.Timeout | undefined
  let heard = Promise.resolve()
  return {
    async ready() {
      await tell('READY=1')
      if (interval === null || watching !== undefined) return
      watching = setInterval(() => {
        heard = heard.then(() => tell('WATCHDOG=1'))
      }, interval)
    },
    reloading: () => tell('RELOADING=1'),
    stopping: () => tell('STOPPING=1'),
    close() {
      clearInterval(watching)
      return heard
    },
  }
}

/** ms; half of what systemd waits, as sd_watchdog_enabled(3) recommends. null: no watchdog, or another process's. */
export function watchdogInterval({ WATCHDOG_USEC, WATCHDOG_PID }: Environment, pid: number): number | null {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return null
  const microseconds = Number(WATCHDOG_USEC)
  return Number.isSafeInteger(microseconds) && microseconds > 0 ? Math.ceil(microseconds / 2000) : null
}
