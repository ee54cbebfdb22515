import { z } from 'zod'
import type { FreepbxUserStoreOptions } from '../../../../adapters/freepbx.ts'
import { connectionKeys, connectionOptions, type Surroundings } from './connection.ts'
import { everyStore } from './every-store.ts'

export const freepbxUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('freepbx').describe("freepbx: FreePBX's User Manager, in MariaDB."),
  door: z
    .enum(['admin', 'ucp'])
    .default('ucp')
    .describe('Who may log in: whom FreePBX lets into its administration, or into the control panel.'),
  ...connectionKeys({ port: 3306, user: 'freepbxuser', database: 'asterisk' }),
})

export function freepbxOptions(
  values: z.output<typeof freepbxUserStore>,
  around: Surroundings,
): Omit<FreepbxUserStoreOptions, 'name' | 'queue'> {
  return { door: values.door, connection: connectionOptions(values, 'mariadb', around) }
}
