import { test } from 'uvu'
import { testStateStore } from '../server/state/state-store-contract.ts'
import { postgresPrograms } from './peers.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { createPostgresPlace } from './postgres-place.ts'

let started: Promise<Postgres> | null = null

if (postgresPrograms() !== null) {
  testStateStore(
    'the state store in PostgreSQL',
    async () => {
      started ??= startPostgres()
      return createPostgresPlace(await started)
    },
    async () => (await started)?.stop(),
  )
}

test.run()
