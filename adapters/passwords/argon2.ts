import { hash as computeHash, verify } from '@node-rs/argon2'
import type { SlowFormat } from './password-format.ts'

const shape =
  /^(\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=[1-9]\d{0,7},t=[1-9]\d{0,4},p=[1-9]\d{0,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})$/

/** RFC 9106 in the PHC string format: $argon2id$, $argon2i$, $argon2d$. */
export const argon2: SlowFormat = {
  name: 'argon2',
  speed: 'slow',
  accepts(hash) {
    const [, , salt = '', digest = ''] = shape.exec(hash) ?? []
    return isBase64(salt) && isBase64(digest)
  },
  costOf: (hash) => shape.exec(hash)?.[1] ?? hash,
  matches: (password, hash) => verify(hash, password),
}

/** The library throws for invalid base64 instead of reporting a wrong password. */
function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64').replaceAll('=', '') === text
}

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
export function hashPassword(password: string): Promise<string> {
  return computeHash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
}

/** The {@link hashPassword} of 256 random bits that were thrown away. */
export const unknownUserHash =
  '$argon2id$v=19$m=19456,t=2,p=1$LmC1Mz+N7y2YNlDHGrXagg$Um9dO/KrjS5vczgbGa1yIWL9JvdjX3Ic9EW9zUlRSZg'
