import { randomUUID } from 'node:crypto'
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { z } from 'zod'
import type { User } from '../../../adapters/user-store.ts'
import type { Factor } from '../../authentication/login-attempt.ts'
import type { Clock } from '../../lib/clock.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import type { AssertionKeys } from '../../state/keys/assertion-keys.ts'
import { signJwt } from './sign-jwt.ts'

export interface FinishedLogin {
  readonly user: User
  readonly userKey: UserKey
  readonly factors: readonly Factor[]
  /** A value by which the portal recognises its own page; absent if it gave none. */
  readonly nonce?: string
  /** How the portal authenticated the user in place of a password. */
  readonly vouched?: readonly string[]
}

/** Signed proofs of finished logins, for portals: EdDSA JWTs (RFC 7519, RFC 8037). */
export interface Assertions {
  /**
   * @param audience - the portal's name
   * @param lifetime - seconds; a minute if absent
   */
  sign(login: FinishedLogin, audience: string, lifetime?: number): Promise<string>
  /**
   * Verifies an assertion for this audience, and returns its content or why it is refused.
   *
   * @param now - milliseconds since the epoch, by a clock that never goes back
   */
  check(assertion: string, audience: string, now: number): Promise<CheckedAssertion | BadAssertion>
  /** The public keys with which portals verify them (RFC 7517). */
  jwks(): Promise<JSONWebKeySet>
}

export interface CheckedAssertion {
  readonly userKey: UserKey
  readonly name: string
  /** The jti. */
  readonly id: string
  /** Milliseconds since the epoch, as is `expiresAt`. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export type BadAssertion = 'tampered' | 'foreign' | 'expired'

const payload = z.object({
  sub: z.string(),
  name: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
})
const algorithm = 'EdDSA'
const type = 'JWT'

/** Seconds; a portal exchanges it at once for a session of its own. */
const usualLifetime = 60
/** Seconds; longer, because the user first decides on the set-up, or saves the recovery codes. */
export const lifetimeWithSetUp = 300

export function createAssertions(keys: AssertionKeys, issuer: string, clock: Clock): Assertions {
  const jwks = async () => ({ keys: await keys.published() })

  return {
    async sign({ user, userKey, factors, nonce, vouched }, audience, lifetime = usualLifetime) {
      const key = await keys.current()
      const issuedAt = Math.floor(clock() / 1000)
      const claims = {
        iss: issuer,
        sub: userKey,
        aud: audience,
        iat: issuedAt,
        exp: issuedAt + lifetime,
        jti: randomUUID(),
        ...(nonce !== undefined && { nonce }),
        amr: amrOf(factors, vouched),
        name: user.name,
        role: user.role,
      }
      return signJwt({ alg: algorithm, kid: key.id, typ: type }, claims, key.privateKey)
    },
    async check(assertion, audience, now) {
      try {
        const expected = { issuer, audience, algorithms: [algorithm], typ: type, currentDate: new Date(now) }
        const verified = await jwtVerify(assertion, createLocalJWKSet(await jwks()), expected)
        const { sub, name, jti, iat, exp } = payload.parse(verified.payload)
        return { userKey: sub, name, id: jti, issuedAt: iat * 1000, expiresAt: exp * 1000 }
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired'
        if (error instanceof errors.JWTClaimValidationFailed) return 'foreign'
        if (error instanceof errors.JOSEError) return 'tampered'
        throw error
      }
    },
    jwks,
  }
}

/**
 * RFC 8176 values: `pwd`; `otp` for any kind of code; `mfa` for a code after a password. A trusted device stands for the code
 * of an earlier login and adds nothing, because a portal that requires `mfa` requires a code in this login.
 *
 * @param vouched - the portal's own methods, in place of the password
 */
export function amrOf(factors: readonly Factor[], vouched?: readonly string[]): string[] {
  const hasPassword = vouched !== undefined || factors.includes('password')
  const hasCode = factors.some((factor) => factor !== 'password' && factor !== 'trusted-device')
  return [
    ...(vouched ?? (hasPassword ? ['pwd'] : [])),
    ...(hasCode ? ['otp'] : []),
    ...(hasPassword && hasCode ? ['mfa'] : []),
  ]
}
