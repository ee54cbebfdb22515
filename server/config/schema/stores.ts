import { z } from 'zod'
import { duration, secretKeys, wholeNumber } from './parts.ts'
import { fileUserStore } from './user-stores/file.ts'
import { freepbxUserStore } from './user-stores/freepbx.ts'
import { fusionpbxUserStore } from './user-stores/fusionpbx.ts'
import { issabelUserStore } from './user-stores/issabel.ts'
import { ldapUserStore } from './user-stores/ldap.ts'
import { radiusUserStore } from './user-stores/radius.ts'
import { sqlUserStore } from './user-stores/sql.ts'

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
      .describe('postgres: how long connecting may take, and each question; 2s when left out.'),
  })
  .refine(
    ({ kind, url, urlFile, urlEnv }) => (kind === 'postgres') === ((url ?? urlFile ?? urlEnv) !== undefined),
    'lowdb, or postgres with url, urlFile or urlEnv',
  )

/** A further kind is a file in user-stores/ and its name here. */
const kinds = [
  fileUserStore,
  freepbxUserStore,
  fusionpbxUserStore,
  issabelUserStore,
  ldapUserStore,
  radiusUserStore,
  sqlUserStore,
] as const
const kindNames = kinds.map(({ shape }) => shape.kind.value).join(' | ')

export const userStores = z.array(z.discriminatedUnion('kind', kinds, kindNames)).min(1)
