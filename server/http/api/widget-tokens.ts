import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { type Role, roles } from '../../../adapters/user-store.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Challenge, UserKey } from '../../state/contract/state-store.ts'
import type { Sealing } from '../../state/keys/sealing.ts'

/** The content of a widget token. */
export interface WidgetClaims {
  readonly userKey: UserKey
  /** Name of the portal it was issued to. */
  readonly portal: string
  /** The role the portal asked for; null for the user store's. */
  readonly role: Role | null
  /** How the user logged in, as reported by the portal. */
  readonly amr: readonly string[]
  /** A login that waits for a second factor to be set up, the only purpose of the token; absent for an ordinary token. */
  readonly setUp?: SetUp | undefined
}

/** What was given at the start of a login that ends with a set-up. */
export type WaitingLogin = Pick<Challenge, 'nonce' | 'vouched'>

export interface SetUp extends WaitingLogin {
  /** How the user stood (set-up-standing.ts); the token is good for no other. */
  readonly standing: string
}

export interface IssuedToken {
  readonly token: string
  /** The jti. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Short-lived bearers for one user in a portal: HS256 JWTs (RFC 7519), which only Ringlock reads. */
export interface WidgetTokens {
  issue(claims: WidgetClaims): Promise<IssuedToken>
  /** null if not ours, altered or expired. */
  verify(token: string): Promise<(WidgetClaims & Omit<IssuedToken, 'token'>) | null>
}

/** Milliseconds. */
export const widgetTokenLifetime = 3_600_000
const lifetime = widgetTokenLifetime / 1000
/** Seconds for which the password of a login counts while a second factor is set up in it. */
const setUpLifetime = 10 * 60
/** Distinguishes it from all other JWTs, including ours (RFC 8725 section 3.11). */
const type = 'ringlock-widget+jwt'
const algorithm = 'HS256'

const payload = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  portal: z.string(),
  role: z.enum(roles).nullable(),
  amr: z.array(z.string()),
  setUp: z
    .object({
      standing: z.string(),
      nonce: z.string().exactOptional(),
      vouched: z.array(z.string()).exactOptional(),
    })
    .optional(),
})

/**
 * Signed with {@link Sealing.tokenKey} of the master key in use. A rotation invalidates all tokens, because a thief of the
 * former key could issue some; portals fetch new ones.
 */
export function createWidgetTokens(
  sealing: Pick<Sealing, 'tokenKey'>,
  issuer: string,
  clock: Clock,
): WidgetTokens {
  return {
    async issue({ userKey, portal, role, amr, setUp }) {
      const id = randomUUID()
      const issuedAt = Math.floor(clock() / 1000)
      const expiresAt = issuedAt + (setUp === undefined ? lifetime : setUpLifetime)
      const claims = {
        ...{ iss: issuer, sub: userKey, jti: id, iat: issuedAt, exp: expiresAt },
        ...{ portal, role, amr, setUp },
      }
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: type })
        .sign(sealing.tokenKey)
      return { token, id, expiresAt: expiresAt * 1000 }
    },

    async verify(token) {
      try {
        const verified = await jwtVerify(token, sealing.tokenKey, {
          algorithms: [algorithm],
          typ: type,
          issuer,
          maxTokenAge: lifetime,
          currentDate: new Date(clock()),
        })
        const { sub, jti, exp, ...said } = payload.parse(verified.payload)
        return { userKey: sub, id: jti, expiresAt: exp * 1000, ...said }
      } catch (error) {
        if (error instanceof errors.JOSEError) return null
        throw error
      }
    },
  }
}
