import { md5Crypt } from './md5-crypt.ts'
import type { IteratedFormat } from './password-format.ts'
import { phpass } from './phpass.ts'
import { shaCrypt } from './sha-crypt.ts'

/** The formats that the hashing threads compute. */
export const iteratedFormats: readonly IteratedFormat[] = [phpass, md5Crypt, shaCrypt]
