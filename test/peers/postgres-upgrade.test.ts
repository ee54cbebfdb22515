import { test } from 'uvu'
import { keptDump, keptStates, withKeptState } from '../server/compose/kept-state.ts'
import { testUpgrade } from '../server/compose/upgrade-contract.ts'
import { postgresPrograms } from './peers.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { forgetEverything } from './postgres-place.ts'

if (postgresPrograms() !== null) {
  let started: Promise<Postgres> | null = null
  for (const state of await keptStates()) {
    testUpgrade(
      `a dump of ${state}`,
      async (use) => {
        started ??= startPostgres()
        const postgres = await started
        await forgetEverything(postgres)
        await postgres.sql(await keptDump(state))
        await withKeptState(state, { kind: 'postgres', url: postgres.url }, use)
      },
      async () => {
        await (await started)?.stop()
        started = null
      },
    )
  }
}

test.run()
