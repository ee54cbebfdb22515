import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export const portal = 'pbx'
export const portalKey = 'a-portal-key-of-tests'

export interface AskedCall {
  /** As in `POST /api/v1/login`. */
  readonly call: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of tests
  readonly body: any
}

export interface DoubleAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string | string[]>>
}
type Respond = (asked: AskedCall) => DoubleAnswer | Promise<DoubleAnswer>

/**
 * A double of Ringlock for its portals: it answers what a test tells it to, which the real service never would, and signs
 * assertions that are wrong in one point.
 */
export interface RinglockDouble {
  readonly url: string
  readonly asked: AskedCall[]
  /** Answers calls from now on; calls without an answer get 404. */
  on(call: string, respond: Respond): void
  /** @param wrong - claims and header in place of the right ones */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** Signs with a new key from now on. @param publish - what the JWKS holds beside it */
  rotate(publish: 'both' | 'new' | 'old'): Promise<void>
  stop(): Promise<void>
}

interface Key {
  readonly privateKey: CryptoKey
  readonly jwk: JWK & { readonly kid: string }
}

export async function startRinglockDouble(): Promise<RinglockDouble> {
  const asked: AskedCall[] = []
  const responses = new Map<string, Respond>()
  let key = await makeKey()
  let published: JWK[] = [key.jwk]
  const redeemed = new Set<string>()

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const call = `${request.method} ${request.url}`
    const one = { call, headers: request.headers, body: text === '' ? null : JSON.parse(text) }
    asked.push(one)
    const respond = responses.get(call)
    const { status, body, headers } = respond === undefined ? notFound : await respond(one)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  const url = await listen(server)

  responses.set('GET /.well-known/jwks.json', () => ({ status: 200, body: { keys: published } }))
  responses.set('GET /healthz', () => ({ status: 200, body: {} }))
  responses.set('POST /api/v1/assertions/redeem', ({ body: { assertion } }) => {
    if (redeemed.has(assertion)) return refusal(409, 'conflict')
    redeemed.add(assertion)
    const { sub, name } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
    return { status: 200, body: { user: { key: sub, name, displayName: null } } }
  })

  return {
    url,
    asked,
    on: (call, respond) => void responses.set(call, respond),
    sign(claims, header = {}) {
      const now = Math.floor(Date.now() / 1000)
      const whole = {
        iss: url,
        aud: portal,
        iat: now,
        exp: now + 60,
        jti: randomUUID(),
        amr: ['pwd', 'otp', 'mfa'],
        role: 'user',
        ...claims,
      }
      return new SignJWT(whole)
        .setProtectedHeader({ alg: 'EdDSA', kid: key.jwk.kid, typ: 'JWT', ...header })
        .sign(key.privateKey)
    },
    async rotate(publish) {
      const former = key.jwk
      key = await makeKey()
      published = { both: [key.jwk, former], new: [key.jwk], old: [former] }[publish]
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export const rightCode = '123456'
export const wrongCode = '000000'

/** Logins by the code alone, for users who are known by key: {@link rightCode} is right, as often as it is sent. */
export function serveLogins(ringlock: RinglockDouble, names: Readonly<Record<string, string>>): void {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  ringlock.on('POST /api/v1/login', ({ body: { userKey, nonce } }) => {
    if (names[userKey] === undefined) return refusal(401, 'login-rejected')
    const challenge = {
      status: 'challenge',
      challenge: encode({ userKey, nonce }),
      factors: ['totp', 'recovery-code', 'email-code'],
      digits: 6,
      emailCodeDigits: 6,
      expiresAt: new Date(Date.now() + 300_000).toISOString(),
      canReset: true,
      trustFor: 604_800,
    }
    return { status: 200, body: challenge }
  })
  ringlock.on('POST /api/v1/login/challenge', async ({ body }) => {
    if (body.code !== rightCode) return refusal(401, 'code-rejected', { codesLeft: 4 })
    const { userKey, nonce } = JSON.parse(Buffer.from(body.challenge, 'base64url').toString())
    return {
      status: 200,
      body: await acceptedLogin(ringlock, { userKey, nonce, name: names[userKey] ?? '' }),
    }
  })
  for (const what of ['email-code', 'reset'])
    ringlock.on(`POST /api/v1/login/${what}`, () => ({ status: 202, body: {} }))
}

export async function acceptedLogin(
  ringlock: RinglockDouble,
  { userKey, nonce, name }: { readonly userKey: string; readonly nonce: string; readonly name: string },
) {
  return {
    status: 'accepted',
    assertion: await ringlock.sign({ sub: userKey, nonce, name }),
    user: { key: userKey, name, displayName: null },
    factors: ['password', 'totp'],
    enrolment: { invited: false, graceEnds: null },
    trustedUntil: null,
  }
}

const notFound: DoubleAnswer = { status: 404, body: { error: { code: 'not-found', message: '' } } }

export function refusal(
  status: number,
  code: string,
  more: Readonly<Record<string, unknown>> = {},
): DoubleAnswer {
  return { status, body: { error: { code, message: code, ...more } } }
}

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' } }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
