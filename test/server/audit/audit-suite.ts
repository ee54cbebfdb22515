import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuditFile, type AuditFileOptions, openAuditFile } from '../../../server/audit/audit-file.ts'
import { numberedAuditFile } from '../../../server/audit/audit-folder.ts'
import type { AuditTail } from '../../../server/audit/audit-line.ts'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { openTrailMemory, type TrailMemory } from '../../../server/audit/trail-memory.ts'
import { type AuditVerdict, verifyAudit } from '../../../server/audit/verify-audit.ts'
import type { AuditHead, AuditKey, StateStore } from '../../../server/state/contract/state-store.ts'
import { auditKeySealing } from '../../../server/state/keys/renew-seals.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'

export const at = Date.UTC(2024, 1, 29, 12, 34, 56, 789)
export const masterKey = Buffer.alloc(32, 7)

/** What a state store remembers of audit logs. */
export interface Remembered {
  readonly keys: Map<string, AuditKey>
  readonly heads: Map<string, AuditHead>
}

const rememberedOf = new Map<string, Remembered>()

/** What is remembered beside the audit log in a folder; a state store of its own for each. */
export function remembered(folder: string): Remembered {
  const known = rememberedOf.get(folder) ?? { keys: new Map(), heads: new Map() }
  rememberedOf.set(folder, known)
  return known
}

export function openMemory(
  folder: string,
  place = 'here',
  key: Uint8Array = masterKey,
): Promise<TrailMemory> {
  const { keys, heads } = remembered(folder)
  const state = {
    listAuditKeys: async () => [...keys.values()],
    listAuditHeads: async () => [...heads.values()],
    async putAuditKey(key: AuditKey, head: AuditHead) {
      keys.set(key.id, key)
      heads.set(head.trail, head)
    },
    async putAuditHead(head: AuditHead) {
      heads.set(head.trail, head)
    },
  }
  return openTrailMemory({ state, sealing: auditKeySealing(createSealing(key)), place, clock: () => at })
}

/** @param change - another size of files, clock, ... */
export async function openTrail(
  folder: string,
  rotateAt?: number,
  change: Partial<AuditFileOptions> = {},
): Promise<AuditFile> {
  const memory = change.memory ?? (await openMemory(folder))
  const usual = { folder, clock: () => at, memory, onNotice: () => {} }
  return openAuditFile({ ...usual, ...(rotateAt && { rotateAt }), ...change })
}

/** Checks the audit log with what is remembered of it, without writing. */
export async function verify(folder: string, outsideHead: AuditTail | null = null): Promise<AuditVerdict> {
  const memory = await openMemory(folder)
  const [head] = remembered(folder).heads.values()
  return verifyAudit(folder, { keyOf: memory.keyOf, head: head ?? null, outsideHead })
}

/** As {@link verify} does, with what a state store knows of the only audit log that it knows. */
export async function verifyWithStore(folder: string, state: StateStore): Promise<AuditVerdict> {
  const memory = await openTrailMemory({
    state,
    sealing: auditKeySealing(createSealing(masterKey)),
    place: 'here',
    clock: () => at,
  })
  const [head] = await state.listAuditHeads()
  return verifyAudit(folder, { keyOf: memory.keyOf, head: head ?? null })
}

/** What a verdict says of a whole audit log; otherwise the first break. */
export async function verdictOn(folder: string): Promise<object> {
  const verdict = await verify(folder)
  if (verdict.ok) return { files: verdict.files, lines: verdict.lines }
  const { file, line, fault } = verdict
  return { file, line, fault }
}

export function login(name: string): AuditEvent {
  return { event: 'login', outcome: 'accept', door: 'radius', login: name }
}

export async function makeTrail(folder: string, lines: number): Promise<void> {
  const trail = await openTrail(folder)
  for (let n = 1; n <= lines; n++) await trail.record(login(`user-${n}`))
  await trail.close()
}

/** An audit log of so many numbered files, three lines each: a new one is begun by the time that an audit log is closed. */
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
