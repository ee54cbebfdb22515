import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { type Interference, json } from './ringlock-front.ts'

/** A key pair that signs as Ringlock does. */
export interface Signer {
  readonly kid: string
  readonly jwk: object
  sign(claims: JWTPayload): Promise<string>
}

export async function createSigner(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return {
    kid,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' },
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' }).sign(privateKey),
  }
}

/** What an assertion says, by its text. */
export function claimsOf(assertion: string): JWTPayload & Record<string, unknown> {
  return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
}

/** A double of `POST assertions/redeem`, for assertions that Ringlock did not sign. */
function redeemed(assertion: string) {
  const { sub, name } = claimsOf(assertion)
  return json(200, { user: { key: sub, name, displayName: null } })
}

/**
 * A Ringlock that publishes `published`, and puts another assertion in the place of each right one. What it says of the login is
 * right: only the assertion is not.
 */
export function withAssertion(
  make: (claims: JWTPayload) => Promise<string>,
  published: readonly Signer[],
): Interference {
  return async (request, pass) => {
    if (request.call === 'GET /.well-known/jwks.json')
      return json(200, { keys: published.map(({ jwk }) => jwk) })
    if (request.call === 'POST /api/v1/assertions/redeem') return redeemed(JSON.parse(request.body).assertion)
    const answer = await pass()
    const body = request.call.startsWith('POST /api/v1/login') ? JSON.parse(answer.body) : {}
    if (body.status !== 'accepted') return answer
    const claims = { ...claimsOf(body.assertion), jti: randomUUID() }
    return { ...answer, body: JSON.stringify({ ...body, assertion: await make(claims) }) }
  }
}
