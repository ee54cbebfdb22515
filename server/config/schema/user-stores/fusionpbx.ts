import { z } from 'zod'
import type { FusionpbxUserStoreOptions } from '../../../../adapters/fusionpbx.ts'
import { text } from '../parts.ts'
import { connectionKeys, connectionOptions, type Surroundings } from './connection.ts'
import { everyStore } from './every-store.ts'

export const fusionpbxUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('fusionpbx').describe("fusionpbx: FusionPBX's users, in PostgreSQL."),
  domain: text('the name of a domain')
    .optional()
    .describe('The only domain whose users there are; leave out for all.'),
  ...connectionKeys({ port: 5432, user: 'fusionpbx', database: 'fusionpbx' }),
})

export function fusionpbxOptions(
  values: z.output<typeof fusionpbxUserStore>,
  around: Surroundings,
): Omit<FusionpbxUserStoreOptions, 'name' | 'queue'> {
  return { domain: values.domain ?? null, connection: connectionOptions(values, 'postgres', around) }
}
