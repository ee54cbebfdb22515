import { join } from 'node:path'
import { createFileUserStore } from '../../../adapters/file/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { bcryptOf, verifyBcrypt, verifySsha } from './hashes.ts'
import {
  inFlight,
  type MeasuredStore,
  people,
  type StorePlace,
  slowHashesAtOnce,
  sshaHash,
} from './measured-store.ts'

export const filePlace: StorePlace = {
  kind: 'file',
  needs: [],
  open: (use) =>
    withTemporaryFolder(async (folder) => {
      const bcrypt = await bcryptOf(8)
      const stores = [
        {
          label: 'file, {SSHA}',
          store: await openFile(folder, 'ssha', sshaHash),
          bare: { what: 'hash', lanes: inFlight, verify: verifySsha },
        },
        {
          label: 'file, bcrypt 8',
          store: await openFile(folder, 'bcrypt', bcrypt),
          bare: { what: 'hash', lanes: slowHashesAtOnce, verify: () => verifyBcrypt(bcrypt) },
        },
      ]
      try {
        return await use(stores)
      } finally {
        for (const { store } of stores) await store.close()
      }
    }),
}

async function openFile(folder: string, name: string, passwordHash: string): Promise<MeasuredStore['store']> {
  const store = await createFileUserStore({
    name,
    path: join(folder, `${name}.json`),
    queue: createHashingQueue(),
    createIfMissing: true,
  })
  const rows = people.map(({ name, enabled }) => ({ name, enabled, passwordHash }))
  const prepared = await store.prepareImport(rows)
  if (prepared.outcome === 'refused') throw new Error(JSON.stringify(prepared.faults))
  await prepared.commit()
  return store
}
