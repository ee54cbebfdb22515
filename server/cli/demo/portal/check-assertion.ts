import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import type { Clock } from '../../../clock.ts'

/** Who logged in, as the assertion says. */
export interface Visitor {
  /** The assertion's `sub`: the only identity. Another user may have the same name (OpenID Connect Core 5.7). */
  readonly userKey: string
  readonly name: string
  readonly role: string
  /** RFC 8176: `pwd`, `otp`, `mfa`. */
  readonly amr: readonly string[]
}

type Claims = Omit<Visitor, 'userKey'> & {
  readonly sub: string
  readonly iss: string
  readonly aud: string
  readonly exp: number
  readonly jti: string
}

/**
 * Checks assertions as any portal does, with what is published at `/.well-known/jwks.json` (RFC 7515, RFC 8037): signature,
 * issuer, audience, time, and that none is taken twice. null: it is not good.
 */
export function createAssertionCheck(
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  clock: Clock,
): (assertion: string) => Promise<Visitor | null> {
  const taken = new Map<string, number>()

  return async (assertion) => {
    const claims = await readSigned(assertion, issuer)
    if (claims === null || claims.iss !== issuer || claims.aud !== audience) return null
    const now = clock() / 1000
    for (const [jti, exp] of taken) if (exp < now) taken.delete(jti)
    if (claims.exp < now || taken.has(claims.jti)) return null
    taken.set(claims.jti, claims.exp)
    return { userKey: claims.sub, name: claims.name, role: claims.role, amr: claims.amr }
  }
}

async function readSigned(assertion: string, issuer: string): Promise<Claims | null> {
  const [header = '', payload = '', signature = ''] = assertion.split('.')
  const { alg, kid } = parsed<{ alg: string; kid: string }>(header) ?? {}
  if (alg !== 'EdDSA') return null
  const response = await fetch(`${issuer}/.well-known/jwks.json`)
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] }
  const jwk = keys.find((each) => each.kid === kid)
  if (jwk === undefined) return null
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${header}.${payload}`)
  return verify(null, signed, key, Buffer.from(signature, 'base64url')) ? parsed<Claims>(payload) : null
}

function parsed<T>(part: string): T | null {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as T
  } catch {
    return null
  }
}
