import {
  connectionFaults,
  connectionKeys,
  connectionOptions,
  connectionSecrets,
} from '../database/connection-options.ts'
import { text } from '../option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'

const engine = 'postgres'

export const fusionpbx = userStoreKind({
  options: userStoreOptions('fusionpbx', "FusionPBX's users, in PostgreSQL.", {
    domain: text('the name of a domain')
      .optional()
      .describe('The only domain whose users may log in; leave out for all.'),
    ...connectionKeys({ port: 5432, user: 'fusionpbx', database: 'fusionpbx' }),
  }),
  secrets: () => connectionSecrets(engine),
  faults: (written) => connectionFaults(written),
  settings: (values, context) => ({
    domain: values.domain ?? null,
    connection: connectionOptions(values, engine, context),
  }),
  async create({ name, domain, connection }, { queue }) {
    const { createFusionpbxUserStore } = await import('./user-store.ts')
    return createFusionpbxUserStore({ name, domain, connection, queue })
  },
})
