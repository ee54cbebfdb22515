import { Secret } from 'otpauth'
import { codeAt, timeStepAt, totpKey } from '../../server/login/totp.ts'

/** The first user of many tests: a line of `ringlock user import`. */
export const alice = {
  name: 'alice',
  password: 'correct horse',
  totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
} as const

const key = totpKey(Secret.fromBase32(alice.totpSecret).bytes, 'SHA1')
const codeIn = (steps: number) => codeAt(key, timeStepAt(Date.now(), 30) + steps, { digits: 6 })

/** Alice's code of this time-step, and of the one that follows: both are accepted, whatever step begins meanwhile. */
export const aliceCodes = () => [codeIn(0), codeIn(1)] as const

/** A code that is none of those accepted about now. */
export function wrongCode(): string {
  const right = [-1, 0, 1, 2].map(codeIn)
  return ['111111', '222222', '333333', '444444'].find((code) => !right.includes(code)) ?? '555555'
}
