import {
  type CopyableStateStore,
  countRows,
  differences,
  type StateSnapshot,
  whatCounts,
} from './snapshot.ts'

export type StateCopy =
  | { readonly result: 'copied'; readonly rows: number }
  | { readonly result: 'not-empty'; readonly rows: number }
  /** Another service has one of the two stores open. */
  | { readonly result: 'in-use' }
  /** Some of the rows that differ after the copy, which must not be used. */
  | { readonly result: 'differs'; readonly rows: readonly string[] }

export interface StateCopyPlaces {
  openSource(): Promise<CopyableStateStore>
  openTarget(): Promise<CopyableStateStore>
  /** Server time, milliseconds since the epoch. */
  readonly now: number
}

/** Copies everything still valid into an empty store, opens it again, and compares row by row. */
export async function copyState({ openSource, openTarget, now }: StateCopyPlaces): Promise<StateCopy> {
  const found = await using(openSource, async (store) => ((await store.isShared()) ? null : store.snapshot()))
  if (found === null) return { result: 'in-use' }
  const source = whatCounts(found, Math.max(now, found.floor))
  const present = await using(openTarget, async (store) => {
    if (await store.isShared()) return null
    const snapshot = await store.snapshot()
    // A service that was started on the target has made assertion keys; the copied ones replace them.
    const rows = countRows(snapshot) - snapshot.tables.assertionKeys.size
    if (rows === 0) await store.fill(source)
    return { rows, snapshot }
  })
  if (present === null) return { result: 'in-use' }
  if (present.rows > 0) return { result: 'not-empty', rows: present.rows }
  const copied = await using(openTarget, (store) => store.snapshot())
  const target = whatCounts(copied, Math.max(now, found.floor))
  // Opening a store raises its floor. That is safe, because a higher floor only refuses more codes.
  const expected = { ...withAudit(source, present.snapshot), floor: Math.max(source.floor, target.floor) }
  const differing = differences(expected, target)
  return differing.length > 0
    ? { result: 'differs', rows: differing.slice(0, 5) }
    : { result: 'copied', rows: countRows(target) }
}

/** The target keeps its audit keys and heads: lines may have been written with them. */
function withAudit({ tables, ...source }: StateSnapshot, { tables: kept }: StateSnapshot): StateSnapshot {
  const auditKeys = new Map([...kept.auditKeys, ...tables.auditKeys])
  const auditHeads = new Map([...kept.auditHeads, ...tables.auditHeads])
  return { ...source, tables: { ...tables, auditKeys, auditHeads } }
}

async function using<T>(
  open: () => Promise<CopyableStateStore>,
  work: (store: CopyableStateStore) => Promise<T>,
): Promise<T> {
  const store = await open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
