import { randomBytes } from 'node:crypto'
import { hashRecoveryCode, makeRecoveryCodes, randomBytesPerSet } from '../login/recovery-code.ts'
import type { Sealing } from '../state/sealing.ts'
import type { UserKey } from '../state/state-store.ts'

export interface RecoveryCodeSet {
  /** Shown once. */
  readonly codes: readonly string[]
  readonly hashes: readonly string[]
}

export function makeRecoveryCodeSet(userKey: UserKey, { recoveryCodeHashKey }: Sealing): RecoveryCodeSet {
  const codes = makeRecoveryCodes(randomBytes(randomBytesPerSet))
  return { codes, hashes: codes.map((code) => hashRecoveryCode(code, userKey, recoveryCodeHashKey)) }
}
