import type { StateStore } from '../../server/state/contract/state-store.ts'
import { openPostgresStateStore, type PostgresOptions } from '../../server/state/postgres/open-postgres.ts'
import { minute } from '../server/state/samples.ts'
import type { StatePlace } from '../server/state/state-store-contract.ts'
import { type Postgres, startPostgres } from './postgres.ts'

export interface OpenedPostgres {
  readonly store: StateStore
  readonly notices: readonly string[]
}

export const restoreMargin = 3 * minute

export async function openPostgres(
  { url }: Pick<Postgres, 'url'>,
  now: number,
  options: Partial<PostgresOptions> = {},
): Promise<OpenedPostgres> {
  const notices: string[] = []
  const store = await openPostgresStateStore({
    url,
    pool: 10,
    timeout: 30_000,
    clock: () => now,
    restoreMargin,
    onNotice: (message) => notices.push(message),
    ...options,
  })
  return { store, notices }
}

/** A database without our tables. */
export async function createPostgresPlace(postgres: Postgres): Promise<StatePlace> {
  await forgetEverything(postgres)
  return {
    open: async (now) => (await openPostgres(postgres, now)).store,
    remove: async () => {},
  }
}

/** A private server for as long as `use` takes. */
export async function withPostgres(use: (postgres: Postgres) => Promise<void>): Promise<void> {
  const postgres = await startPostgres()
  try {
    await use(postgres)
  } finally {
    await postgres.stop()
  }
}

export async function forgetEverything({ sql }: Postgres): Promise<void> {
  await sql('SET client_min_messages TO warning; DROP SCHEMA IF EXISTS ringlock CASCADE')
}
