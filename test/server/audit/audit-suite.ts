import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAuditFile } from '../../../server/audit/audit-file.ts'
import { numberedAuditFile } from '../../../server/audit/audit-folder.ts'
import type { AuditEvent } from '../../../server/audit.ts'

export const at = Date.UTC(2024, 1, 29, 12, 34, 56, 789)

export function openTrail(folder: string, rotateAt?: number) {
  return openAuditFile({ folder, clock: () => at, onNotice: () => {}, ...(rotateAt && { rotateAt }) })
}

export function login(name: string): AuditEvent {
  return { event: 'login', outcome: 'accept', door: 'radius', login: name }
}

export async function makeTrail(folder: string, lines: number): Promise<void> {
  const trail = await openTrail(folder)
  for (let n = 1; n <= lines; n++) await trail.record(login(`user-${n}`))
  await trail.close()
}

/** A trail of so many numbered files, three lines each: a new one is begun by the time that a trail is closed. */
export async function makeRotatedTrail(folder: string, files: number): Promise<void> {
  for (let file = 1; file <= files; file++) {
    const trail = await openTrail(folder, 500)
    for (let n = 1; n <= 3; n++) await trail.record(login(`user-${n}`))
    await trail.close()
  }
}

export const current = (folder: string) => join(folder, 'audit.jsonl')
export const numbered = (folder: string, number: number) => join(folder, numberedAuditFile(number))

export async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1)
}
