import { readFileSync } from 'node:fs'
import type { ConnectionBounds } from './connections.ts'

/** The usual limit, for systems that do not report theirs. */
const usualLimit = 1024
/** Descriptors kept for files, stores and sockets: at least this many, and at least a quarter of all. */
const keptBack = 80
/** Each connection also takes memory. */
const mostHttp = 4096
const mostCommands = 256

export interface DescriptorBudget {
  readonly http: ConnectionBounds
  readonly commands: ConnectionBounds
}

/** Most file descriptors that this process may have open. */
export function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? usualLimit)
  } catch {
    return usualLimit
  }
}

/** How many connections leave enough descriptors for everything else: connections must not stop file access. */
export function descriptorBudget(limit: number): DescriptorBudget {
  const commands = clamp(Math.floor(limit / 8), 4, mostCommands)
  const kept = Math.max(keptBack, Math.floor(limit / 4))
  const http = clamp(limit - kept - commands, 8, mostHttp)
  return {
    // Half of the total, so that one address cannot take all.
    http: { total: http, ofSource: Math.ceil(http / 2) },
    commands: { total: commands, ofSource: commands },
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
