import { hostname } from 'node:os'
import { type AuditFile, openAuditFile } from './audit/audit-file.ts'
import { openTrailMemory } from './audit/trail-memory.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import type { Sealing } from './state/sealing.ts'
import type { StateStore } from './state/state-store.ts'

/** The trail in the data folder, whose lock the caller holds, with what the state store knows of it. */
export async function openAudit(
  { dataDir, stateStore, audit }: Pick<Config, 'dataDir' | 'stateStore' | 'audit'>,
  state: StateStore,
  sealing: Sealing,
  onNotice: (message: string) => void,
): Promise<AuditFile> {
  // Files of one folder stay together, wherever it is moved.
  const place = stateStore.kind === 'lowdb' ? 'here' : `${hostname()}:${dataDir}`
  const memory = await openTrailMemory({ state, sealing, place, clock: systemClock })
  return openAuditFile({ folder: dataDir, clock: systemClock, memory, retention: audit, onNotice })
}
