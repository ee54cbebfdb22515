import { z } from 'zod'
import { text } from './parts.ts'

const fileUserStore = z.strictObject({
  name: z
    .string('a name')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'a name of 1 to 64 letters, digits, dots, dashes and underscores',
    )
    .describe('First half of every user key; never change it.'),
  kind: z.literal('file').describe('file: users that `ringlock user` manages.'),
  path: text('the path of a file').describe('The file that holds the users.'),
})

const postgresUrl = z.string('a postgres:// URL').regex(/^postgres(ql)?:\/\/./, 'a postgres:// URL')

export const stateStore = z
  .strictObject({
    kind: z.enum(['lowdb', 'postgres']).default('lowdb').describe('lowdb: files in dataDir.'),
    url: postgresUrl.optional().describe('postgres: where the database is.'),
    urlEnv: text('the name of a variable')
      .optional()
      .describe('Instead: an environment variable that holds it.'),
  })
  .refine(
    ({ kind, url, urlEnv }) => [url, urlEnv].filter(Boolean).length === (kind === 'postgres' ? 1 : 0),
    'lowdb, or postgres with either url or urlEnv',
  )

export const userStores = z
  .array(z.discriminatedUnion('kind', [fileUserStore], 'file (the only kind this version has)'))
  .min(1)
