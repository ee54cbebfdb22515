import { z } from 'zod'
import { text } from '../parts.ts'
import { everyStore } from './every-store.ts'

export const fileUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('file').describe('file: users that `ringlock user` manages.'),
  path: text('the path of a file').describe('The file that holds the users.'),
})
