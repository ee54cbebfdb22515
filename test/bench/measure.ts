import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Ties this process, all its threads included, to some cores: `0`, or `0,1`. */
export function pinSelf(cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)], {
    stdio: 'ignore',
  })
}

/** Resident memory, in megabytes of 1,000,000 bytes. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kilobytes) * 1024) / 1e6
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Processor time spent so far, user and system, in seconds. */
export function cpuSeconds(pid: number): number {
  const [own] = processorTime(pid)
  return own
}

/**
 * The same of a process and its children, those that have ended included.
 *
 * @param pids - the parent first, then the children that run
 */
export function familySeconds([parent = 0, ...children]: readonly number[]): number {
  const [own, ended] = processorTime(parent)
  return children.reduce((sum, pid) => sum + cpuSeconds(pid), own + ended)
}

function processorTime(pid: number): [own: number, endedChildren: number] {
  // proc_pid_stat(5): the name, in parentheses, may hold spaces; utime, stime, cutime and cstime are the 14th to 17th field.
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? ''
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = afterName.split(' ').slice(11, 15).map(Number)
  return [(utime + stime) / ticksPerSecond, (cutime + cstime) / ticksPerSecond]
}
