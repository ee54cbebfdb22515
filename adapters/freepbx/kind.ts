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
  options: userStoreOptions('freepbx', "FreePBX's users and administrators, in MariaDB.", {
    loginTo: z
      .enum(['ucp', 'admin', 'any'])
      .default('ucp')
      .describe('Whose users may log in: those of the control panel, of the administration, or of either.'),
    door: z.enum(['admin', 'ucp']).optional().describe('The former name of loginTo.'),
    ampusers: z
      .boolean()
      .optional()
      .describe(
        "Whether the administrators of FreePBX's table ampusers are users, too; on for loginTo: admin and any.",
      ),
    ...connectionKeys({ port: 3306, user: 'freepbxuser', database: 'asterisk' }),
  }),
  secrets: () => connectionSecrets(engine),
  faults: (written) => [
    ...connectionFaults(written),
    ...(written.door !== undefined && written.loginTo !== undefined
      ? [{ key: 'door', expected: 'loginTo alone' }]
      : []),
    ...(written.ampusers === true && [written.loginTo, written.door ?? 'ucp'].includes('ucp')
      ? [
          {
            key: 'ampusers',
            expected: 'loginTo: admin or any with it; UCP knows no administrators of ampusers',
          },
        ]
      : []),
  ],
  remarks: (written) =>
    written.door === undefined ? [] : [{ key: 'door', message: 'is called loginTo now, and is still read' }],
  settings: (values, context) => {
    const loginTo = values.door ?? values.loginTo
    // A configuration with `door` is from before ampusers were supported, and an upgrade must not add users to it.
    const ampusers = loginTo !== 'ucp' && (values.ampusers ?? values.door === undefined)
    return { loginTo, ampusers, connection: connectionOptions(values, engine, context) }
  },
  async create({ name, loginTo, ampusers, connection }, { queue }) {
    const { createFreepbxUserStore } = await import('./user-store.ts')
    return createFreepbxUserStore({ name, loginTo, ampusers, connection, queue })
  },
})
