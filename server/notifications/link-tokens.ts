import { createHash, randomBytes } from 'node:crypto'

const tokenBytes = 32

export interface LinkToken {
  /** 256 bits, base64url: in the mail alone. */
  readonly token: string
  /** What is stored of it. */
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

/** @param publicUrl - without a slash at its end; nothing else ever says where a link leads */
export function linkTo(page: 'reset' | 'enrol', publicUrl: string, token: string): string {
  return `${publicUrl}/${page}?token=${token}`
}
