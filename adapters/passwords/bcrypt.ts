import { verify } from '@node-rs/bcrypt'
import type { SlowFormat } from './password-format.ts'

const shape = /^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/

/**
 * bcrypt as PBXs write it ($2a$ by phpass, $2y$ by PHP's password_hash, $2b$ by others), and as they verify it: PHP
 * passes the password to crypt(), which ignores everything after the 72nd byte, and so does this. A longer password is
 * accepted here where it is accepted there.
 *
 * A password with a NUL byte is always wrong. bcrypt repeats the password and a NUL up to 72 bytes, so that "abc" and
 * "abc", NUL, "abc" have the same hash; PHP refuses such passwords too.
 */
export const bcrypt: SlowFormat = {
  name: 'bcrypt',
  speed: 'slow',
  accepts: (hash) => shape.test(hash),
  costOf: (hash) => `bcrypt ${hash.slice(4, 6)}`,
  matches: async (password, hash) => {
    const matches = await verify(password, hash)
    return matches && !password.includes('\0')
  },
}
