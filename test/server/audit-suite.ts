import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEvent } from '../../server/audit.ts'
import { openAuditFile } from '../../server/audit-file.ts'
import { numberedAuditFile } from '../../server/audit-folder.ts'

export const at = Date.UTC(2024, 1, 29, 12, 34, 56, 789)

export function openTrail(folder: string, rotateAt?: number) {
  return openAuditFile({ folder, clock: () => at, onNotice: () => {}, ...(rotateAt && { rotateAt }) })
}

export function login(name: string): AuditEvent {
  return { event: 'login', outcome: 'accept', door: 'radius', login: name }
}

/** A trail of so many lines, one write each; three lines fill a file when it is to be rotated. */
export async function makeTrail(folder: string, lines: number, { rotated = false } = {}): Promise<void> {
  const trail = await openTrail(folder, rotated ? 500 : undefined)
  for (let n = 1; n <= lines; n++) await trail.record(login(`user-${n}`))
  await trail.close()
}

export const current = (folder: string) => join(folder, 'audit.jsonl')
export const numbered = (folder: string, number: number) => join(folder, numberedAuditFile(number))

export async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1)
}
