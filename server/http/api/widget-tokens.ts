import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { type Role, roles } from '../../../adapters/user-store.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Challenge, UserKey } from '../../state/contract/state-store.ts'
import type { Sealing } from '../../state/keys/sealing.ts'

/** What a widget token says. */
export interface WidgetClaims {
  readonly userKey: UserKey
  /** Name of the portal it was issued to. */
  readonly portal: string
  /** What the portal asked for; null: whatever the user store says. */
  readonly role: Role | null
  /** How the user got in, as the portal said. */
  readonly amr: readonly string[]
  /** A login that waits for the set-up of a second factor, for which alone the token is good; absent: it is an ordinary one. */
  readonly setUp?: WaitingLogin | undefined
}

/** What a login was begun with that ends when a second factor is set up. */
export type WaitingLogin = Pick<Challenge, 'nonce' | 'vouched'>

export interface IssuedToken {
  readonly token: string
  /** The jti. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Short-lived bearers for one user in a portal: HS256 JWTs (RFC 7519), for nobody's eyes but ours. */
export interface WidgetTokens {
  issue(claims: WidgetClaims): Promise<IssuedToken>
  /** null: not ours, altered, or over. */
  verify(token: string): Promise<(WidgetClaims & Omit<IssuedToken, 'token'>) | null>
}

/** Milliseconds. */
export const widgetTokenLifetime = 3_600_000
const lifetime = widgetTokenLifetime / 1000
/** Seconds for which the password of a login counts while a second factor is set up in its middle. */
const setUpLifetime = 10 * 60
/** Kept apart from every other JWT, ours too (RFC 8725 section 3.11). */
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
    .object({ nonce: z.string().exactOptional(), vouched: z.array(z.string()).exactOptional() })
    .optional(),
})

/**
 * Signed with {@link Sealing.tokenKey} of the master key in use. A rotation ends the tokens of the one before, because
 * a thief of that key could issue tokens too; portals fetch new ones.
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
