import { createHash, randomBytes } from 'node:crypto'

const tokenBytes = 32

export interface LinkToken {
  /** 256 bits, base64url; only the mail contains it. */
  readonly token: string
  /** The stored hash. */
  readonly hash: string
}

export function makeLinkToken(): LinkToken {
  const token = randomBytes(tokenBytes).toString('base64url')
  return { token, hash: hashLinkToken(token) }
}

/** SHA-256, base64url. @param token - any text, as it came */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** @param publicUrl - without a slash at its end; links never depend on anything else, such as a Host header */
export function linkTo(page: 'reset' | 'enrol', publicUrl: string, token: string): string {
  return `${publicUrl}/${page}?token=${token}`
}
