import type { Interference } from './ringlock-front.ts'

/** A double of `POST assertions/redeem`: what it says of whose an assertion is, and that it is taken once. */
export function redeemOnce(): Interference {
  const used = new Set<string>()
  return ({ call, body }) => {
    if (call !== 'POST /api/v1/assertions/redeem') return null
    const { assertion } = JSON.parse(body)
    const { sub, jti, name } = JSON.parse(Buffer.from(assertion.split('.')[1], 'base64url').toString())
    if (used.has(jti)) return json(409, { error: { code: 'conflict', message: 'it was redeemed before' } })
    used.add(jti)
    return json(200, { user: { key: sub, name } })
  }
}

export function json(status: number, body: unknown) {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
