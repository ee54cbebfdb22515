import { randomUUID } from 'node:crypto'
import type { StateStore } from '../contract/state-store.ts'
import { type Database, databaseTime } from './database.ts'

/** Milliseconds after which a turn ends by itself: whoever has it may have been killed. Longer than any login waits. */
const longestTurn = 15_000

const taking = `
  INSERT INTO turns AS turn (key, holder, until) VALUES ($1, $2, ${databaseTime} + ${longestTurn})
  ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE turn.until <= ${databaseTime}
  RETURNING 1`

/** Turns that are taken one at a time, whoever shares the database. */
export function createTurns({ query }: Database): Required<Pick<StateStore, 'inTurn'>> {
  return {
    async inTurn(key, task) {
      const holder = randomUUID()
      const taken = await query(taking, [key, holder])
      if (taken.length === 0) return null
      try {
        return await task()
      } finally {
        // One that cannot be given back ends by itself.
        await query('DELETE FROM turns WHERE key = $1 AND holder = $2', [key, holder]).catch(() => {})
      }
    },
  }
}
