import { hostname } from 'node:os'
import { type AuditFile, openAuditFile } from '../audit/audit-file.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { openTrailMemory } from '../audit/trail-memory.ts'
import type { Config } from '../config/load-config.ts'
import { recoverChanges } from '../enrolment/recorded-changes.ts'
import type { WriteRoom } from '../lib/append-file.ts'
import type { Clock } from '../lib/clock.ts'
import type { StateStore } from '../state/contract/state-store.ts'
import { auditKeySealing } from '../state/keys/renew-seals.ts'
import type { Sealing } from '../state/keys/sealing.ts'

/** The audit log in the data folder, whose lock the caller holds, with its keys and head from the state store. */
export async function openAudit(
  config: Pick<Config, 'dataDir' | 'stateStore' | 'audit'>,
  state: StateStore,
  sealing: Sealing,
  clock: Clock,
  onNotice: (message: string) => void,
  room?: WriteRoom,
): Promise<AuditFile> {
  const { dataDir: folder, audit: retention } = config
  const memory = await openTrailMemory({
    state,
    sealing: auditKeySealing(sealing),
    place: trailPlace(config),
    clock,
  })
  const audit = await openAuditFile({ folder, clock, memory, retention, onNotice, ...(room && { room }) })
  await recoverOwed(config, state, audit, clock)
  return audit
}

/** Writes the audit lines of changes in this store that a killed process did not get to write. */
export function recoverOwed(
  config: Pick<Config, 'dataDir' | 'stateStore'>,
  state: StateStore,
  audit: AuditTrail,
  clock: Clock,
): Promise<void> {
  return recoverChanges({ state, audit, clock, writer: trailPlace(config), folder: config.dataDir })
}

/** Where the audit log is, in words that no other service on the same state store uses. */
export function trailPlace({ dataDir, stateStore }: Pick<Config, 'dataDir' | 'stateStore'>): string {
  // Files of one folder belong together, even after the folder is moved.
  return stateStore.kind === 'lowdb' ? 'here' : placeOf(dataDir)
}

/** Names a service in words that no other one on the same database uses. */
export function placeOf(dataDir: string): string {
  return `${hostname()}:${dataDir}`
}
