import { openPostgresStateStore } from '../../server/state/postgres/open-postgres.ts'
import { claim, start, wins } from '../server/state/samples.ts'

/**
 * One of several services on one PostgreSQL, as far as claims go: answers each `[authenticatorId, timeStep]` that it is
 * sent over IPC by `[authenticatorId, timeStep, won]`.
 */
const store = await openPostgresStateStore({
  url: process.argv[2] as string,
  pool: 10,
  timeout: 30_000,
  clock: () => start,
  restoreMargin: 0,
  onNotice: (message) => void process.send?.(message),
})

process.on('message', async ([authenticatorId, timeStep]: [string, number]) => {
  const won = await wins(store, claim(authenticatorId, timeStep), start)
  process.send?.([authenticatorId, timeStep, won])
})
process.on('disconnect', () => store.close())
process.send?.('ready')
