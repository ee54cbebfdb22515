import { z } from 'zod'
import {
  connectionFaults,
  connectionKeys,
  connectionOptions,
  connectionSecrets,
} from '../database/connection-options.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'

const engine = 'mariadb'

export const freepbx = userStoreKind({
  options: userStoreOptions('freepbx', "FreePBX's User Manager, in MariaDB.", {
    door: z
      .enum(['admin', 'ucp'])
      .default('ucp')
      .describe('Who may log in: whom FreePBX lets into its administration, or into the control panel.'),
    ...connectionKeys({ port: 3306, user: 'freepbxuser', database: 'asterisk' }),
  }),
  secrets: () => connectionSecrets(engine),
  faults: (written) => connectionFaults(written),
  settings: (values, around) => ({
    door: values.door,
    connection: connectionOptions(values, engine, around),
  }),
  async create({ name, door, connection }, { queue }) {
    const { createFreepbxUserStore } = await import('./user-store.ts')
    return createFreepbxUserStore({ name, door, connection, queue })
  },
})
