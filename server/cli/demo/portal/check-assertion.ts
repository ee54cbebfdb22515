import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../lib/clock.ts'

/** Who logged in, as the assertion says. */
export interface Visitor {
  /** The assertion's `sub`: the only identity. Another user may have the same name (OpenID Connect Core 5.7). */
  readonly userKey: string
  readonly name: string
  readonly role: string
  /** RFC 8176: `pwd`, `otp`, `mfa`. */
  readonly amr: readonly string[]
}

/** Milliseconds. */
const patience = 10_000

const claimsOf = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  jti: z.string().min(1),
  exp: z.number(),
  nonce: z.string().min(1),
  name: z.string(),
  role: z.string(),
  amr: z.array(z.string()),
})

/**
 * Checks assertions as any portal does, with what is published at `/.well-known/jwks.json` (RFC 7515, RFC 8037): signature,
 * issuer, audience, time, that the login was begun in this very browser, and that none is taken twice. null: it is not good.
 */
export function createAssertionCheck(
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  clock: Clock,
): (assertion: string, nonce: string) => Promise<Visitor | null> {
  const taken = new Map<string, number>()

  return async (assertion, nonce) => {
    const said = await readSigned(assertion, issuer)
    const now = clock() / 1000
    for (const [jti, exp] of taken) if (exp < now) taken.delete(jti)
    if (said === null || said.iss !== issuer || said.aud !== audience || said.exp < now) return null
    if (said.nonce !== nonce || taken.has(said.jti)) return null
    taken.set(said.jti, said.exp)
    return { userKey: said.sub, name: said.name, role: said.role, amr: said.amr }
  }
}

async function readSigned(assertion: string, issuer: string): Promise<z.output<typeof claimsOf> | null> {
  const [header = '', payload = '', signature = '', ...others] = assertion.split('.')
  const { alg, kid } = (parsed(header) ?? {}) as { readonly alg?: unknown; readonly kid?: unknown }
  if (alg !== 'EdDSA' || others.length > 0) return null
  const response = await fetch(`${issuer}/.well-known/jwks.json`, { signal: AbortSignal.timeout(patience) })
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] }
  const jwk = keys.find((each) => each.kid === kid)
  if (jwk === undefined) return null
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${header}.${payload}`)
  const isSigned = verify(null, signed, key, Buffer.from(signature, 'base64url'))
  return isSigned ? (claimsOf.safeParse(parsed(payload)).data ?? null) : null
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}
