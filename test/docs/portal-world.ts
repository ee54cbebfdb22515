import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
export const stranger = generateKeyPairSync('ed25519').privateKey

/** In Ringlock's place: its keys, and its widget tokens. */
export interface FakeRinglock {
  readonly url: string
  /** Requests for widget tokens. */
  readonly tokenRequests: { readonly authorization: string | undefined; readonly body: string }[]
  close(): Promise<void>
}

export async function openFakeRinglock(): Promise<FakeRinglock> {
  const tokenRequests: FakeRinglock['tokenRequests'] = []
  const service = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    if (request.url === '/.well-known/jwks.json') {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one' }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
    } else {
      tokenRequests.push({ authorization: request.headers.authorization, body })
      response.writeHead(201).end('{"token":"widget-token-1"}')
    }
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  return {
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    tokenRequests,
    async close() {
      service.closeAllConnections()
      service.close()
      await once(service, 'close')
    },
  }
}

export interface AssertionChange {
  readonly claims?: object
  readonly key?: KeyObject
  readonly header?: object
}

/** @param now - seconds since the epoch */
export function signAssertion(
  { iss, aud, nonce, now }: { iss: string; aud: string; nonce: string; now: number },
  { claims = {}, key = privateKey, header = {} }: AssertionChange = {},
): string {
  const said = {
    iss,
    sub: 'local:1',
    aud,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    nonce,
    amr: ['pwd', 'otp', 'mfa'],
    name: 'alice',
    role: 'admin',
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'EdDSA', kid: 'one', typ: 'JWT', ...header })}.${part({ ...said, ...claims })}`
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
}

/** A browser as far as a portal sees it: it keeps cookies, and sends them with what its user does. */
export interface Visitor {
  /** Opens the page with the login, and gives the nonce that stands in it. */
  begin(): Promise<string>
  send(method: string, path: string, more?: RequestInit): Promise<Response>
  /** Posts an assertion as the page does; whether it opened a session. */
  post(assertion: string, headers?: Readonly<Record<string, string>>): Promise<boolean>
  readonly cookies: Map<string, string>
}

export function createVisitor(portal: string): Visitor {
  const cookies = new Map<string, string>()
  const isIn = async () => (await visitor.send('GET', '/ringlock-token')).status === 200

  const visitor: Visitor = {
    cookies,
    async send(method, path, { headers, ...more } = {}) {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const response = await fetch(portal + path, {
        method,
        redirect: 'manual',
        headers: { cookie, ...(headers as Record<string, string>) },
        ...more,
      })
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
        if (line.includes('Max-Age=0')) cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
    async begin() {
      const page = await (await visitor.send('GET', '/')).text()
      return /login-nonce="([^"]+)"/.exec(page)?.[1] ?? ''
    },
    async post(assertion, headers = { origin: portal, 'sec-fetch-site': 'same-origin' }) {
      await visitor.send('POST', '/session', { headers, body: new URLSearchParams({ assertion }) })
      return isIn()
    },
  }
  return visitor
}
