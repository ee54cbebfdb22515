import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { signJwt } from '../../../../server/http/api/sign-jwt.ts'

const header = { alg: 'EdDSA', kid: 'a-key', typ: 'JWT' } as const
const claims = { sub: 'local:1', name: 'Zoë "Z" O’Hara', amr: ['pwd', 'otp'], iat: 1, exp: 61 }
/** RFC 8037, appendix A.1. */
const jwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

test('a JWT has the bytes that jose makes of the same key and claims', async () => {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  // Ed25519 has no randomness.
  assert.is(signJwt(header, claims, key), await new SignJWT(claims).setProtectedHeader(header).sign(key))
})

test('jose verifies it by its key, and refuses another key, and other claims with its signature', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const stranger = generateKeyPairSync('ed25519').publicKey
  const signed = signJwt(header, claims, privateKey)
  const verify = (token: string, key = publicKey) => jwtVerify(token, key, { currentDate: new Date(2000) })
  const { payload, protectedHeader } = await verify(signed)
  assert.equal([protectedHeader, payload], [header, claims])

  const [head, , signature] = signed.split('.')
  const others = Buffer.from(JSON.stringify({ ...claims, sub: 'local:2' })).toString('base64url')
  for (const [token, key] of [
    [`${head}.${others}.${signature}`, publicKey],
    [signed, stranger],
  ] as const) {
    const fault = await verify(token, key).catch((error: unknown) => error)
    assert.instance(fault, errors.JWSSignatureVerificationFailed)
  }
})

test.run()
