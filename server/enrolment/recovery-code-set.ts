import { randomBytes } from 'node:crypto'
import { hashRecoveryCode, makeRecoveryCodes, randomBytesPerSet, stampHash } from '../login/recovery-code.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import type { EnrolmentDeps } from './deps.ts'

export interface RecoveryCodeSet {
  /** Shown once. */
  readonly codes: readonly string[]
  readonly hashes: readonly string[]
}

export function makeRecoveryCodeSet(
  userKey: UserKey,
  { sealing, state }: Pick<EnrolmentDeps, 'sealing' | 'state'>,
): RecoveryCodeSet {
  const codes = makeRecoveryCodes(randomBytes(randomBytesPerSet))
  const stored = (code: string) =>
    stampHash(hashRecoveryCode(code, userKey, sealing.recoveryCodeHashKey), state.restores())
  return { codes, hashes: codes.map(stored) }
}
