import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { postgresPrograms } from '../peers/peers.ts'
import { type Postgres, startPostgres } from '../peers/postgres.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

const milliseconds = 2000
const worker = fileURLToPath(new URL('claims-worker.ts', import.meta.url))

/** Claims a second that one and two responders make on one PostgreSQL, with and without its disk. */
export async function measurePostgres({ rounds }: BenchOptions): Promise<string> {
  if (postgresPrograms() === null) return 'postgres: not installed'
  const rows: string[][] = []
  for (const [disk, settings] of [
    ['each commit synced', ['fsync=on']],
    ['nothing synced', ['fsync=off']],
  ] as const) {
    const postgres = await startPostgres(settings)
    try {
      for (const responders of [1, 2]) rows.push(await measureClaims(postgres, disk, responders, rounds))
    } finally {
      await postgres.stop()
    }
  }
  return table(`postgres: claims of a time-step, 32 at once for each responder, median of ${rounds} rounds`, [
    ['', 'claims/s', 'lowest..highest'],
    ...rows,
  ])
}

async function measureClaims(
  postgres: Postgres,
  disk: string,
  responders: number,
  rounds: number,
): Promise<string[]> {
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    rates.push(await claimsPerSecond(postgres.url, responders))
    progress(`postgres: ${disk}, ${responders} responder(s): ${figure(rates.at(-1) ?? 0)} claims/s`)
  }
  const name = `${responders === 1 ? 'one responder' : 'two responders'}, ${disk}`
  return [
    name,
    figure(Math.round(median(rates))),
    `${figure(Math.round(Math.min(...rates)))}..${figure(Math.round(Math.max(...rates)))}`,
  ]
}

async function claimsPerSecond(url: string, responders: number): Promise<number> {
  const children = Array.from({ length: responders }, () =>
    fork(worker, [url, String(milliseconds)], { execArgv: ['--import', 'tsx'] }),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  const counts = children.map(async (child) => {
    const exit = once(child, 'exit')
    child.send('go')
    const [count] = (await once(child, 'message')) as [number]
    await exit
    return count
  })
  const claims = (await Promise.all(counts)).reduce((sum, count) => sum + count)
  return (claims * 1000) / milliseconds
}
