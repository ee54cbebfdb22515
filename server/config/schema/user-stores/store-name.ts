import { z } from 'zod'

export const storeName = z
  .string('a name')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name of 1 to 64 letters, digits, dots, dashes and underscores',
  )
  .describe('First half of every user key; never change it.')
