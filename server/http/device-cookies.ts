import { createHash } from 'node:crypto'
import type { DeviceCookie } from '../login-attempt.ts'
import type { UserKey } from '../state/state-store.ts'
import type { HttpParts } from './parts.ts'
import type { PortalContext } from './request-context.ts'

/**
 * A trusted browser's cookies: one for each user who has trusted it, so that several can share a browser. `__Host-` would ask
 * for Path=/, and nothing but a login is to carry them.
 */
const prefix = 'ringlock_device_'

/** The cookie of the user who goes by a name; null: this browser has none. Asks no user store unless there is a cookie. */
export async function readDeviceCookie(
  login: string,
  { cookies }: Pick<PortalContext, 'cookies'>,
  { users }: Pick<HttpParts, 'users'>,
): Promise<string | null> {
  if (![...cookies.keys()].some((name) => name.startsWith(prefix))) return null
  const found = await users.find(login)
  return found === null || found === 'ambiguous' ? null : (cookies.get(cookieName(found.userKey)) ?? null)
}

/** As Set-Cookie sends it (RFC 6265 section 4.1; browsers take Secure from http://localhost, too). */
export function deviceCookieHeader(
  userKey: UserKey,
  { value, expiresAt }: DeviceCookie,
  { http, clock }: Pick<HttpParts, 'http' | 'clock'>,
): string {
  const seconds = Math.max(0, Math.floor((expiresAt - clock()) / 1000))
  const path = `${new URL(http.publicUrl).pathname.replace(/\/$/, '')}/api/v1/login`
  return `${cookieName(userKey)}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`
}

function cookieName(userKey: UserKey): string {
  return prefix + createHash('sha256').update(userKey).digest('base64url').slice(0, 12)
}
