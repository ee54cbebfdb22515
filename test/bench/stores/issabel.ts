import { join } from 'node:path'
import { createIssabelUserStore } from '../../../adapters/issabel/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { issabelTables } from '../../adapters/issabel-tables.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { md5Of, verifyMd5 } from './hashes.ts'
import { enabledNames, inFlight, password, type StorePlace } from './measured-store.ts'

/** It has no disabled users. */
export const issabelPlace: StorePlace = {
  kind: 'issabel',
  needs: [],
  open: (use) =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'acl.db')
      const stored = md5Of(password)
      await makeDatabase(path, stored)
      const store = await createIssabelUserStore({ name: 'issabel', path, queue: createHashingQueue() })
      try {
        const bare = { what: 'hash', lanes: inFlight, verify: () => verifyMd5(stored, '') }
        return await use([{ label: 'issabel, md5', store, bare }])
      } finally {
        await store.close()
      }
    }),
}

async function makeDatabase(path: string, stored: string): Promise<void> {
  const rows = enabledNames.map((name, i) => `(${i + 1}, '${name}', '${stored}')`)
  const { default: sqlite } = await import('node-sqlite3-wasm')
  const database = new sqlite.Database(path)
  try {
    database.exec(
      `${await issabelTables()}\nINSERT INTO acl_user (id, name, md5_password) VALUES ${rows.join(', ')};`,
    )
  } finally {
    database.close()
  }
}
