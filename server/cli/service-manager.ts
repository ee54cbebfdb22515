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
  let told: Promise<unknown> = Promise.resolve()
  /** One after the other: of two programs at once the later message can arrive first, and STOPPING before READY. */
  const tell = (message: string): Promise<unknown> => {
    told = told.then(() => run(program, [message], options)).catch(onFault)
    return told
  }
  const interval = watchdogInterval(env, pid)
  let watching: NodeJS.Timeout | undefined
  return {
    async ready() {
      await tell('READY=1')
      if (interval === null || watching !== undefined) return
      watching = setInterval(() => tell('WATCHDOG=1'), interval)
    },
    async reloading() {
      await tell('RELOADING=1')
    },
    async stopping() {
      await tell('STOPPING=1')
    },
    async close() {
      clearInterval(watching)
      await told
    },
  }
}

/** ms; half of what systemd waits, as sd_watchdog_enabled(3) recommends. null: no watchdog, or another process's. */
export function watchdogInterval({ WATCHDOG_USEC, WATCHDOG_PID }: Environment, pid: number): number | null {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return null
  const microseconds = Number(WATCHDOG_USEC)
  return Number.isSafeInteger(microseconds) && microseconds > 0 ? Math.ceil(microseconds / 2000) : null
}
