import { readFileSync } from 'node:fs'
import type { ConnectionBounds } from './connections.ts'

/** File descriptors that most systems give a process, where this one does not tell. */
const usualLimit = 1024
/** For files, stores, sockets and what is opened only now and then: so many at least, and a quarter of all. */
const keptBack = 80
/** Each costs memory, too. */
const mostHttp = 4096
const mostCommands = 256

export interface DescriptorBudget {
  readonly http: ConnectionBounds
  readonly commands: ConnectionBounds
}

/** File descriptors that this process may have open at once. */
export function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? usualLimit)
  } catch {
    return usualLimit
  }
}

/** How many connections leave enough descriptors for everything else: a full door must not stop the files behind it. */
export function descriptorBudget(limit: number): DescriptorBudget {
  const commands = clamp(Math.floor(limit / 8), 4, mostCommands)
  const kept = Math.max(keptBack, Math.floor(limit / 4))
  const http = clamp(limit - kept - commands, 8, mostHttp)
  return {
    // Half of them, so that no single address has all.
    http: { total: http, ofSource: Math.ceil(http / 2) },
    commands: { total: commands, ofSource: commands },
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
