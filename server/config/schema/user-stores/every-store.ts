import { z } from 'zod'

const storeName = z
  .string('a name')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name of 1 to 64 letters, digits, dots, dashes and underscores',
  )
  .describe('First half of every user key; never change it.')

const realmText = 'a realm such as corp.example'

/** The keys of a user store of any kind. */
export const everyStore = {
  name: storeName,
  realm: z
    .string(realmText)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/, realmText)
    .optional()
    .describe('Whoever logs in as name@realm is looked for in the stores of that realm alone.'),
}
