import type { Clock } from '../../clock.ts'
import { databaseTime, type Query } from './database.ts'

/** What a statement tells of the floor beside its answer. */
export interface FloorRow {
  readonly floor: number
  /** How often it was reset by hand. */
  readonly resets: number
  /** The table that it was read from: another one once a backup was put back. */
  readonly place: number
}

/**
 * StateStore.floor(), of everybody who works on one database. The database's is the truth: claims compare with it there.
 * Ours is at most {@link stride} ahead of it, so that not every login changes the one row.
 */
export interface Floor {
  current(): number
  /** {@link FloorRow.place}, as it was when we last looked around; no claim is won anywhere else. */
  place(): number
  /** Before anything else is done at this time. */
  raise(now: number): Promise<void>
  /** Learns from a row, and looks around where it was read from another table. */
  heed(row: FloorRow): Promise<void>
  reset(now: number): Promise<void>
  /**
   * A restore or a failover may have lost claims. Where the rows were written elsewhere than they are now, the floor rises
   * so far that no code of before works again.
   */
  lookAround(query: Query): Promise<void>
  /** Writes what the database is behind. */
  settle(): Promise<void>
}

export interface FloorOptions {
  readonly clock: Clock
  /** Milliseconds after which every code that may have been used before a restore or a failover has run out. */
  readonly restoreMargin: number
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
}

/** Milliseconds. */
const stride = 1000
/** One machine whose clock runs ahead of the database's by more cannot have everybody's codes refused. */
const trustedLead = 60_000

/** The columns of a {@link FloorRow}. */
export const floorColumns = 'value AS floor, resets, floor.tableoid::bigint AS place'

const raising = `
  UPDATE floor SET value = greatest(value, least($1, ${databaseTime} + ${trustedLead}))
  RETURNING ${floorColumns}`

const resetting = `UPDATE floor SET value = $1, resets = resets + 1 RETURNING ${floorColumns}`

/** Where the tables are: in which cluster, after which failover, in which database, made by which restore. */
const lineage = `
  (SELECT concat_ws(':',
    (SELECT system_identifier FROM pg_control_system()),
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'floor'::regclass::oid))`

const settlingIn = `
  UPDATE floor SET lineage = ${lineage},
    value = CASE WHEN EXISTS (SELECT FROM enrolments) THEN greatest(value, $1) ELSE value END
  WHERE lineage <> ${lineage}
  RETURNING ${floorColumns}, EXISTS (SELECT FROM enrolments) AS enrolled`

/** The floor at the start, which raises it. */
export async function openFloor(
  query: Query,
  { clock, restoreMargin, onNotice }: FloorOptions,
): Promise<Floor> {
  let { floor, resets, place }: FloorRow = { floor: 0, resets: -1, place: 0 }
  let stored = floor
  let writing: Promise<void> | null = null

  function learn(row: FloorRow): void {
    if (row.place === place && row.resets < resets) return
    if (row.place !== place || row.resets > resets) stored = floor = row.floor
    resets = row.resets
    place = row.place
    stored = Math.max(stored, row.floor)
    floor = Math.max(floor, row.floor)
  }

  async function heed(row: FloorRow): Promise<void> {
    if (row.place !== place) await lookAround(query)
    learn(row)
  }

  async function change(statement: string, time: number): Promise<void> {
    const [row] = await query<FloorRow>(statement, [time])
    if (row !== undefined) await heed(row)
  }

  async function write(): Promise<void> {
    const written = floor
    await change(raising, written)
    stored = Math.max(stored, written)
  }

  function writeOnce(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }

  async function lookAround(query: Query): Promise<void> {
    const safeAt = Math.max(clock(), floor) + restoreMargin
    const [moved] = await query<FloorRow & { readonly enrolled: boolean }>(settlingIn, [safeAt])
    if (moved === undefined) return
    learn(moved)
    if (moved.enrolled) onNotice(restoredNotice(moved.floor))
  }

  await query(`INSERT INTO floor (value, lineage) VALUES (0, ${lineage}) ON CONFLICT DO NOTHING`)
  await change(raising, clock())

  return {
    current: () => floor,
    place: () => place,
    async raise(now) {
      if (now > floor) floor = now
      const isBehind = () => now - stored >= stride
      // What is being written may be from before.
      if (isBehind() && writing !== null) await writing
      if (isBehind()) await writeOnce()
    },
    heed,
    reset: (now) => change(resetting, now),
    lookAround,
    async settle() {
      if (floor > stored) await write()
    },
  }
}

function restoredNotice(floor: number): string {
  return (
    'The state in PostgreSQL was restored from a backup, or comes from another server after a failover. Codes that may have ' +
    `been used already are refused: every code until ${new Date(floor).toISOString()}. Recovery codes used since ` +
    'then may work again; give their owners new ones.'
  )
}
