import { randomBytes, randomUUID } from 'node:crypto'
import type { TotpParameters } from '../login/totp.ts'
import { claimKeyOf } from '../state/claim-key.ts'
import type { TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { SecretFault } from './enrolments.ts'
import { readTotpSecret } from './totp-secret-text.ts'

/** RFC 4226 section 4 recommends 160 bits (docs/requirements.md, S5). */
const generatedSecretBytes = 20

/** @param text - null to generate one */
export function givenOrNewSecret(text: string | null): Uint8Array | SecretFault {
  return text === null ? randomBytes(generatedSecretBytes) : readTotpSecret(text)
}

export interface NewAuthenticator extends TotpParameters {
  readonly userKey: UserKey
  readonly kind: TotpAuthenticator['kind']
  readonly totpSecret: Uint8Array
  readonly serial: string | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Makes an enabled authenticator for this user, with its secret sealed. */
export function makeAuthenticator(
  { userKey, kind, totpSecret, serial, now, algorithm, digits, period, stepOffset }: NewAuthenticator,
  sealing: Sealing,
): TotpAuthenticator {
  const id = randomUUID()
  const claimKey = claimKeyOf(totpSecret, { algorithm, period }, userKey, sealing)
  return {
    id,
    kind,
    algorithm,
    digits,
    period,
    sealedTotpSecret: sealing.seal(totpSecret, { userKey, authenticatorId: id }),
    stepOffset,
    enabled: true,
    enrolledAt: now,
    serial,
    secretPrint: kind === 'hardware' ? sealing.secretPrint(totpSecret) : null,
    claimKey,
  }
}
