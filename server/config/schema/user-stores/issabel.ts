import { z } from 'zod'
import { text } from '../parts.ts'
import { storeName } from './store-name.ts'

export const issabelUserStore = z.strictObject({
  name: storeName,
  kind: z.literal('issabel').describe("issabel: Issabel's users, in SQLite."),
  path: text('the path of a file').default('/var/www/db/acl.db').describe('The database; it is only read.'),
})
