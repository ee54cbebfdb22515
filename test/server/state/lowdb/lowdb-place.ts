import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StateStore } from '../../../../server/state/contract/state-store.ts'
import { type LowdbOptions, openLowdbStateStore } from '../../../../server/state/lowdb/open-lowdb.ts'
import { minute, start } from '../samples.ts'
import type { StatePlace } from '../state-store-contract.ts'

export const restoreMargin = 3 * minute

export interface OpenedLowdb {
  readonly store: StateStore
  readonly notices: readonly string[]
}

export async function openLowdb(dataDir: string, options: Partial<LowdbOptions> = {}): Promise<OpenedLowdb> {
  const notices: string[] = []
  const onNotice = (message: string) => notices.push(message)
  const store = await openLowdbStateStore({ dataDir, now: start, restoreMargin, onNotice, ...options })
  return { store, notices }
}

export async function createLowdbPlace(options: Partial<LowdbOptions> = {}): Promise<StatePlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ringlock-state-'))
  return {
    open: async (now) => (await openLowdb(dataDir, { ...options, now })).store,
    remove: () => rm(dataDir, { recursive: true }),
  }
}
