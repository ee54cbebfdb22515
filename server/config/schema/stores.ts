import { z } from 'zod'
import { userStoreKinds } from '../../../adapters/registry.ts'
import { duration, secretKeys, wholeNumber } from './parts.ts'

export const stateStore = z
  .strictObject({
    kind: z
      .enum(['lowdb', 'postgres'])
      .default('lowdb')
      .describe('lowdb: files in dataDir. postgres: a database that several machines share.'),
    ...secretKeys('url', 'postgres: where the database is, postgres://USER:PASSWORD@HOST/DATABASE'),
    pool: wholeNumber(1, 1000).optional().describe('postgres: most connections at once; 10 when left out.'),
    timeout: duration({ least: 1000 })
      .optional()
      .describe('postgres: how long connecting may take, and each query; 2s when left out.'),
  })
  .refine(
    ({ kind, url, urlFile, urlEnv }) => (kind === 'postgres') === ((url ?? urlFile ?? urlEnv) !== undefined),
    'lowdb, or postgres with url, urlFile or urlEnv',
  )

type OptionsOf<Kinds> = { [I in keyof Kinds]: Kinds[I] extends { options: infer Options } ? Options : never }

const options = userStoreKinds.map(({ options }) => options) as unknown as OptionsOf<typeof userStoreKinds>
const kindNames = options.map(({ shape }) => shape.kind.value).join(' | ')

export const userStores = z.array(z.discriminatedUnion('kind', options, kindNames)).min(1)
