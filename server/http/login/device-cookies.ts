import { createHash } from 'node:crypto'
import type { BrowserCookie, DeviceCookie } from '../../authentication/login-attempt.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import { isKnown } from '../../users/directory.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'

/**
 * Cookies of a browser, one pair per user, so that several users can share the browser. `device` is that of a trusted one and
 * replaces the code; `browser` is that of a known one and replaces nothing (OWASP's device cookie). `__Host-` would need
 * Path=/, but only logins are to carry these cookies.
 */
const prefixes = { device: 'ringlock_device_', browser: 'ringlock_browser_' } as const
type CookieKind = keyof typeof prefixes

/** null if this browser has none. */
export interface LoginCookies {
  readonly device: string | null
  readonly browser: string | null
}

const noCookies: LoginCookies = { device: null, browser: null }

/** Reads a user's cookies, by userKey or by looking the login up. Queries no user store unless there is a cookie. */
export async function readLoginCookies(
  { login, userKey }: { readonly login: string; readonly userKey?: UserKey | undefined },
  { cookies }: Pick<PortalContext, 'cookies'>,
  { users }: Pick<HttpDeps, 'users'>,
): Promise<LoginCookies> {
  if (![...cookies.keys()].some(isOurs)) return noCookies
  const found = userKey === undefined ? await users.find(login) : { userKey }
  if (!isKnown(found)) return noCookies
  const read = (kind: CookieKind) => cookies.get(cookieName(kind, found.userKey)) ?? null
  return { device: read('device'), browser: read('browser') }
}

/** Formats a Set-Cookie header (RFC 6265 section 4.1; browsers accept Secure from http://localhost too). */
export function loginCookieHeader(
  kind: CookieKind,
  userKey: UserKey,
  { value, expiresAt }: DeviceCookie | BrowserCookie,
  { http, clock }: Pick<HttpDeps, 'http' | 'clock'>,
): string {
  const seconds = Math.max(0, Math.floor((expiresAt - clock()) / 1000))
  const path = `${new URL(http.publicUrl).pathname.replace(/\/$/, '')}/api/v1/login`
  const name = cookieName(kind, userKey)
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`
}

function isOurs(name: string): boolean {
  return Object.values(prefixes).some((prefix) => name.startsWith(prefix))
}

function cookieName(kind: CookieKind, userKey: UserKey): string {
  return prefixes[kind] + createHash('sha256').update(userKey).digest('base64url').slice(0, 12)
}

/** The first match wins. Browsers also name those they are derived from, so derived ones come first. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** The name shown to users: `Firefox, Linux`. The header itself is not stored. */
export function deviceName(userAgent: string | null): string {
  const find = (table: typeof browsers) => table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const known = [find(browsers), find(systems)].filter((name) => name !== undefined)
  return known.length === 0 ? 'Browser' : known.join(', ')
}
