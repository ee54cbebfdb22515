import { randomUUID } from 'node:crypto'
import { openPostgresStateStore } from '../../server/state/postgres/open-postgres.ts'

/** One responder: claims time-steps of its own authenticators as fast as it can, from `go` on, and tells how many. */
const [url, milliseconds] = process.argv.slice(2) as [string, string]
const atOnce = 32

const store = await openPostgresStateStore({
  url,
  pool: 10,
  timeout: 30_000,
  clock: Date.now,
  restoreMargin: 0,
  onNotice: (message) => console.error(message),
})

async function claimUntil(end: number): Promise<number> {
  const claimKey = randomUUID()
  for (let timeStep = 0; ; timeStep++) {
    const now = Date.now()
    if (now >= end) return timeStep
    const claim = { claimKey, timeStep, acceptableUntil: now + 60_000 }
    if ((await store.claimTimeStep(claim, now)) !== 'won') throw new Error('a claim was refused')
  }
}

process.once('message', async () => {
  const end = Date.now() + Number(milliseconds)
  const counts = await Promise.all(Array.from({ length: atOnce }, () => claimUntil(end)))
  process.send?.(counts.reduce((sum, count) => sum + count))
  await store.close()
  process.disconnect()
})
process.send?.('ready')
