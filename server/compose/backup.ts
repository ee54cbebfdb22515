import packageJson from '../../package.json' with { type: 'json' }
import { writeBackup } from '../backup/write-backup.ts'
import type { Config } from '../config/load-config.ts'
import { type Clock, isoTime } from '../lib/clock.ts'
import type { Service } from '../service.ts'
import type { Keyring } from '../state/keys/keyring.ts'
import { openDatabase } from '../state/postgres/database.ts'
import { createSnapshotOperations } from '../state/postgres/snapshot.ts'
import type { CopyableStateStore, SnapshotOperations } from '../state/snapshot.ts'
import { copyTimeout } from './open-state.ts'

export interface BackupDeps {
  readonly config: Config
  readonly state: CopyableStateStore
  readonly sealing: Keyring
  readonly clock: Clock
}

/** Backups of an open service. */
export function createBackup({ config, state, sealing, clock }: BackupDeps): Service['backup'] {
  return (write) =>
    withRows(config, state, ({ readRows }) =>
      writeBackup(
        {
          header: {
            kind: 'ringlock-backup',
            version: 1,
            madeBy: packageJson.version,
            madeAt: isoTime(clock()),
          },
          state: { readRows, listAuditKeys: state.listAuditKeys },
          sealing,
          dataDir: config.dataDir,
          usersFiles: usersFilesOf(config),
        },
        write,
      ),
    )
}

/** The files of users that Ringlock keeps itself, by the name of their store. */
export function usersFilesOf({ userStores }: Pick<Config, 'userStores'>): Map<string, string> {
  return new Map(userStores.flatMap((store) => (store.kind === 'file' ? [[store.name, store.path]] : [])))
}

/** From a database over a connection of its own: logins do not wait for one, and reading may take longer than they. */
async function withRows<Result>(
  { stateStore }: Config,
  state: SnapshotOperations,
  work: (rows: Pick<SnapshotOperations, 'readRows'>) => Promise<Result>,
): Promise<Result> {
  if (stateStore.kind !== 'postgres') return work(state)
  const database = await openDatabase({ ...stateStore, pool: 1, timeout: copyTimeout }, async () => {})
  try {
    return await work(createSnapshotOperations(database))
  } finally {
    await database.close()
  }
}
