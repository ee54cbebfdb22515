import type { Spent } from '../state/contract/state-store.ts'

/** Something that a login has used up. */
export interface Spending {
  readonly spent: Spent
  /** Resolves when this is on the disk; if it rejects, this was undone. Absent: it is on the disk. */
  readonly written?: Promise<void>
}

/** The write that an answer has to wait for, beside its audit line; undefined if there is none. */
export function writeOf(spendings: readonly Spending[]): Promise<void> | undefined {
  // Only a time-step is claimed before it is written, and a login claims one at most.
  for (const { written } of spendings) if (written !== undefined) return written
  return undefined
}

/** Whether it was used up in the end: what was undone may be another login's by now, and is not to be given back. */
export async function isSpent({ written }: Spending): Promise<boolean> {
  try {
    await written
    return true
  } catch {
    return false
  }
}
