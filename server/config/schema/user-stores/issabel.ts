import { z } from 'zod'
import { text } from '../parts.ts'
import { everyStore } from './every-store.ts'

export const issabelUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('issabel').describe("issabel: Issabel's users, in SQLite."),
  path: text('the path of a file').default('/var/www/db/acl.db').describe('The database; it is only read.'),
})
