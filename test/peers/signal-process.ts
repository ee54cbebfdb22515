import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

/** States of a thread (proc_pid_stat(5)) in which it does nothing any more. */
const statesInForce: Partial<Record<NodeJS.Signals, string>> = { SIGSTOP: 'TZX', SIGKILL: 'ZX' }

/**
 * Sends a signal, and waits until one that stops or kills has reached every thread: on a busy machine some of them still answer
 * for a while. Nothing happens where the process is gone.
 */
export async function signalProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (isGone(error)) return
    throw error
  }
  const inForce = statesInForce[signal]
  while (inForce !== undefined && !threadStates(pid).every((state) => inForce.includes(state))) {
    await setImmediate()
  }
}

function threadStates(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`))
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** The name, in parentheses, may hold anything. */
function stateOf(stat: string): string {
  try {
    return readFileSync(stat, 'utf8').split(') ').at(-1)?.at(0) ?? ''
  } catch (error) {
    if (isGone(error)) return 'X'
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ESRCH', 'ENOENT'].includes(String(error.code))
}
