import { type Database, databaseTime, type Query } from './database.ts'

/** What a statement tells of the floor beside its answer. */
export interface FloorRow {
  readonly floor: number
  readonly resets: number
}

/**
 * StateStore.floor(), of everybody who works on one database. The database's is the truth: claims compare with it there.
 * Ours is at most {@link stride} ahead of it, so that not every login changes the one row.
 */
export interface Floor {
  current(): number
  /** Before anything else is done at this time. */
  raise(now: number): Promise<void>
  learn(row: FloorRow): void
  reset(now: number): Promise<void>
  /** Writes what the database is behind. */
  settle(): Promise<void>
}

/** Milliseconds. */
const stride = 1000
/** One machine whose clock runs ahead of the database's by more cannot have everybody's codes refused. */
const trustedLead = 60_000

const raising = `
  UPDATE floor SET value = greatest(value, least($1, ${databaseTime} + ${trustedLead}))
  RETURNING value AS floor, resets`

/** @param first - as it was read at the start */
export function createFloor(database: Pick<Database, 'query'>, first: FloorRow): Floor {
  let { floor, resets } = first
  let stored = floor
  let writing: Promise<void> | null = null

  function learn(row: FloorRow): void {
    if (row.resets < resets) return
    if (row.resets > resets) stored = floor = row.floor
    resets = row.resets
    stored = Math.max(stored, row.floor)
    floor = Math.max(floor, row.floor)
  }

  async function write(): Promise<void> {
    const written = floor
    const [row] = await database.query<FloorRow>(raising, [written])
    stored = Math.max(stored, written)
    if (row !== undefined) learn(row)
  }

  function writeOnce(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }

  return {
    current: () => floor,
    async raise(now) {
      if (now > floor) floor = now
      const isBehind = () => now - stored >= stride
      // What is being written may be from before.
      if (isBehind() && writing !== null) await writing
      if (isBehind()) await writeOnce()
    },
    learn,
    async reset(now) {
      const [row] = await database.query<FloorRow>(
        'UPDATE floor SET value = $1, resets = resets + 1 RETURNING value AS floor, resets',
        [now],
      )
      if (row !== undefined) learn(row)
    },
    async settle() {
      if (floor > stored) await write()
    },
  }
}

/** Where the tables were written: in which cluster, after which failover, in which database, made in which restore. */
const lineageNow = `
  (SELECT concat_ws(':',
    (SELECT system_identifier FROM pg_control_system()),
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'floor'::regclass::oid))`

/** The row at the start; `now` raises it. */
export async function readFloor(query: Query, now: number): Promise<FloorRow> {
  await query(`INSERT INTO floor (value, lineage) VALUES (0, ${lineageNow}) ON CONFLICT DO NOTHING`)
  const [row] = await query<FloorRow>(raising, [now])
  if (row === undefined) throw new RangeError('the floor has no row')
  return row
}

/**
 * A restore or a failover may have lost claims. Where the rows were written elsewhere, the floor rises so far that no
 * code of before works again. Answers it then; null: nothing happened, or nobody is enrolled.
 */
export async function raiseAfterRestore(query: Query, safeAt: number): Promise<FloorRow | null> {
  const [moved] = await query<FloorRow & { readonly enrolled: boolean }>(
    `UPDATE floor
     SET lineage = ${lineageNow},
       value = CASE WHEN EXISTS (SELECT FROM enrolments) THEN greatest(value, $1) ELSE value END
     WHERE lineage <> ${lineageNow}
     RETURNING value AS floor, resets, EXISTS (SELECT FROM enrolments) AS enrolled`,
    [safeAt],
  )
  return moved?.enrolled ? { floor: moved.floor, resets: moved.resets } : null
}
