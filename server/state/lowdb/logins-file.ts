import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type JsonDatabase, openJsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { parserOf, storedHeader } from '../../../adapters/lowdb/stored-json.ts'
import { linkPurposes } from '../contract/state-store.ts'
import {
  emptyTables,
  type LoginRows,
  type LoginTable,
  type LoginTables,
  loginTables,
} from '../login-tables.ts'

/** The content of logins.json as of the start of its generation's journal. */
export interface LoginsFile extends FoldedTables {
  readonly kind: 'ringlock-logins'
  readonly version: 1
  /** 0 while the folder is initialised, when nothing has been stored in it. */
  readonly generation: number
  /** StateStore.floor(). */
  readonly floor: number
}

type FoldedTables = { readonly [Table in LoginTable]: Iterable<readonly [string, LoginRows[Table]]> }

const failureRun = z.strictObject({
  count: z.int(),
  lastAt: z.number(),
  forgetAt: z.number().nullable(),
  // Missing in files of earlier versions; completeRuns of logins-memory.ts adds them.
  prints: z.array(z.string()).optional() as z.ZodType<readonly string[]>,
  userKey: z.string().nullable().optional() as z.ZodType<string | null>,
})
const challenge = z.strictObject({
  challengeState: z.string(),
  userKey: z.string(),
  askedBy: z.string(),
  codesLeft: z.int(),
  emailCodeHash: z.string().nullable().default(null),
  nonce: z.string().exactOptional(),
  vouched: z.array(z.string()).exactOptional(),
  atKnownPlace: z.literal(true).exactOptional(),
  expiresAt: z.number(),
})
const link = z.strictObject({
  purpose: z.enum(linkPurposes),
  hash: z.string(),
  userKey: z.string(),
  expiresAt: z.number(),
})
const trustedDevice = z.strictObject({
  id: z.string(),
  userKey: z.string(),
  secretHash: z.string(),
  authenticatorId: z.string(),
  name: z.string(),
  trustedAt: z.number(),
  lastUsedAt: z.number(),
  expiresAt: z.number(),
})
const assertionKey = z.strictObject({
  id: z.string(),
  x: z.string(),
  sealedD: z.string(),
  madeAt: z.number(),
  expiresAt: z.number().nullable(),
})

const auditKey = z.strictObject({
  id: z.string(),
  trail: z.string(),
  sealedKey: z.string(),
  madeAt: z.number(),
})
const auditHead = z.strictObject({
  trail: z.string(),
  place: z.string(),
  seq: z.int(),
  hash: z.string(),
  keyId: z.string(),
  proof: z.string(),
})
const hold = z.strictObject({
  cause: z.enum(['restored', 'failed-over', 'unclean-stop']),
  noticedAt: z.number(),
  until: z.number(),
})
const clockMove = z.strictObject({ at: z.number(), by: z.number() })
const facts = z.strictObject({
  hold: hold.nullable(),
  restores: z.int(),
  enrolmentsRevision: z.int(),
  boot: z.strictObject({ id: z.string(), startedAt: z.number() }).nullable(),
  running: z.boolean(),
  setAhead: clockMove.nullable(),
  setBack: clockMove.nullable(),
  refused: z.strictObject({ from: z.number(), until: z.number() }).nullable(),
})

const rowsOf = <Row>(row: z.ZodType<Row>) => z.array(z.tuple([z.string(), row]))

const loginsFile = z.strictObject({
  ...storedHeader('ringlock-logins'),
  generation: z.int().min(0),
  floor: z.number(),
  timeSteps: rowsOf(z.union([z.int(), z.array(z.int())])),
  passwordFailures: rowsOf(failureRun),
  codeFailures: rowsOf(failureRun),
  passingPasswordFailures: rowsOf(failureRun),
  passingCodeFailures: rowsOf(failureRun),
  challenges: rowsOf(challenge),
  requiredSince: rowsOf(z.number()),
  // Missing in files of the first versions.
  links: rowsOf(link).default([]),
  trustedDevices: rowsOf(z.array(trustedDevice)).default([]),
  places: rowsOf(z.array(z.strictObject({ place: z.string(), seenAt: z.number() }))).default([]),
  proofs: rowsOf(z.number()).default([]),
  redeemedAssertions: rowsOf(z.number()).default([]),
  mailClaims: rowsOf(z.number()).default([]),
  assertionKeys: rowsOf(assertionKey).default([]),
  auditKeys: rowsOf(auditKey).default([]),
  auditHeads: rowsOf(auditHead).default([]),
  removedKeys: rowsOf(z.number()).default([]),
  facts: rowsOf(facts).default([]),
})

/** @param mayBeMissing - true while the folder is initialised; later, a missing file is lost */
export function openLoginsFile(dataDir: string, mayBeMissing: boolean): Promise<JsonDatabase<LoginsFile>> {
  return openJsonDatabase<LoginsFile>(pathIn(dataDir), {
    parse: parserOf(loginsFile),
    initial: mayBeMissing ? foldLogins(emptyTables(), 0, 0) : null,
  })
}

/** In bytes. */
export async function loginsFileSize(dataDir: string): Promise<number> {
  return (await stat(pathIn(dataDir))).size
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'logins.json')
}

/** The tables as they are now, unaffected by changes while this is written. */
export function foldLogins(tables: LoginTables, generation: number, floor: number): LoginsFile {
  const folded = Object.fromEntries(loginTables.map((table) => [table, rowsNow(tables[table])]))
  return {
    kind: 'ringlock-logins',
    version: 1,
    generation,
    floor,
    ...(folded as unknown as FoldedTables),
  }
}

/** Two arrays, because one pair per row, for 60,000 rows, would stay in memory until the next fold. */
function rowsNow(table: ReadonlyMap<string, unknown>): Iterable<readonly [string, unknown]> {
  const keys = [...table.keys()]
  const rows = [...table.values()]
  return {
    *[Symbol.iterator]() {
      for (const [i, key] of keys.entries()) yield [key, rows[i]] as const
    },
  }
}

export function unfoldLogins(file: LoginsFile): LoginTables {
  const tables = emptyTables()
  for (const table of loginTables) unfoldTable(tables, file, table)
  return tables
}

function unfoldTable<Table extends LoginTable>(tables: LoginTables, file: FoldedTables, table: Table): void {
  const rows: Map<string, LoginRows[Table]> = tables[table]
  for (const [key, row] of file[table]) rows.set(key, row)
}
