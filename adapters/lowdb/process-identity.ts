import { readFileSync } from 'node:fs'

/** Identifies one run of one process, because pids are reused. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks between boot and start of the process; null where there is no /proc. */
  readonly startTime: string | null
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: readProcessStat(process.pid)?.startTime ?? null }
}

/** Whether exactly this process still runs. Where that is unknown, it counts as running. */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  if (!pidExists(pid)) return false
  const stat = readProcessStat(pid)
  if (stat === null) return true
  // A killed process stays a zombie until its parent reaps it; its last threads may still be writing.
  if (stat.state === 'Z' && stat.threads <= 1) return false
  return startTime === null || stat.startTime === startTime
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * proc(5): fields 3, 20 and 22 of /proc/PID/stat, counted from the end of the command name, which may contain anything.
 */
function readProcessStat(pid: number): { state: string; threads: number; startTime: string } | null {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return null
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, threads, startTime] = [fields[0], fields[17], fields[19]]
  if (state === undefined || threads === undefined || startTime === undefined) return null
  return { state, threads: Number(threads), startTime }
}
