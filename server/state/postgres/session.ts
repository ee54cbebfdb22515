import type { ClientBase } from 'pg'
import { leadsToPooler } from '../../../adapters/pooler.ts'
import type { Query } from './query.ts'

/** How the transactions of a database begin, on its own connections or through a pooler. */
export interface Sessions {
  /** Prepares a new connection. */
  open(client: ClientBase, query: Query): Promise<void>
  /** Begins a transaction. */
  begin(query: Query, start: Start): Promise<void>
  /**
   * Whether a pooler is in between. Then nothing lasts longer than a transaction, so each statement is in one, and none is
   * prepared.
   */
  pooled(): boolean
}

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ'

/** How a transaction begins. */
export interface Start {
  /** Milliseconds for each lock. */
  readonly lockTimeout: number
  /** Absent: read committed. */
  readonly isolation?: Isolation | undefined
}

export interface SessionOptions {
  /** Milliseconds for a statement. */
  readonly timeout: number
  /** Identifies this process to others on the database. */
  readonly applicationName: string
  /** Called when statements reach a server for the first time, and before any other on it. */
  readonly onServer: (query: Query) => Promise<void>
}

/** Ends the application_name of a process that reaches the database through a pooler. */
export const pooledMark = 'pooled'

/**
 * Identifies the server process and the database. Behind a pooler no connection ends at a failover or restore, so it is compared
 * at the begin of each transaction.
 */
const serverOf = `
  SELECT concat_ws(' ', pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database())) AS server`

export function createSessions({ timeout, applicationName, onServer }: SessionOptions): Sessions {
  let isPooled = false
  let server: string | null = null
  const localSettings = `
    SET LOCAL application_name TO '${applicationName} ${pooledMark}';
    ${settings('LOCAL', timeout)}`

  async function begin(query: Query, { lockTimeout, isolation = 'READ COMMITTED' }: Start): Promise<void> {
    const beginning = `BEGIN ISOLATION LEVEL ${isolation}; SET LOCAL lock_timeout TO ${lockTimeout};`
    if (!isPooled) {
      await query(beginning)
      return
    }
    for (;;) {
      const [found] = await query<{ server: string }>(`${beginning} ${localSettings} ${serverOf}`)
      if (found === undefined) throw new RangeError('a server without a name')
      if (found.server === server) return
      await onServer(query)
      await query('COMMIT')
      server = found.server
    }
  }

  return {
    async open(client, query) {
      isPooled = await leadsToPooler(client)
      if (isPooled) return
      await query(`
        SET default_transaction_isolation TO 'read committed';
        SET application_name TO '${applicationName}';
        SET lock_timeout TO ${lockTimeoutOf(timeout)};
        ${settings('SESSION', timeout)}`)
      await onServer(query)
    },

    begin,
    pooled: () => isPooled,
  }
}

/** Half of what a statement may take, so that a batch can be tried again without the row that is locked (batch.ts). */
export function lockTimeoutOf(timeout: number): number {
  return Math.ceil(timeout / 2)
}

/**
 * Limits the search path to our tables, and makes commits durable whatever the server's defaults are. Values change no plan of
 * ours, so statements are planned once.
 */
function settings(scope: 'SESSION' | 'LOCAL', timeout: number): string {
  return `
    SET ${scope} search_path TO ringlock;
    SET ${scope} plan_cache_mode TO force_generic_plan;
    SET ${scope} statement_timeout TO ${timeout};
    SET ${scope} idle_in_transaction_session_timeout TO ${timeout};
    SELECT set_config('synchronous_commit', 'on', ${scope === 'LOCAL'})
    WHERE current_setting('synchronous_commit') = 'off';`
}
