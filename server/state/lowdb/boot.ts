import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Boot } from '../store-facts.ts'

/** null: the system does not tell one start of the machine from the next. */
export function currentBoot(now: number): Boot | null {
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return id === '' ? null : { id, startedAt: Math.round(now - uptime() * 1000) }
  } catch {
    return null
  }
}
