import { createHash } from 'node:crypto'
import type { BrowserCookie, DeviceCookie } from '../../authentication/login-attempt.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import { isKnown } from '../../users/directory.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'

/**
 * A browser's cookies, for each user apart, so that several can share a browser: `device` of one that was trusted, which stands
 * in for the code; `browser` of one in which the user got in, which stands in for nothing (OWASP's device cookie). `__Host-`
 * would ask for Path=/, and nothing but a login is to carry them.
 */
const prefixes = { device: 'ringlock_device_', browser: 'ringlock_browser_' } as const
type CookieKind = keyof typeof prefixes

/** null: this browser has none. */
export interface LoginCookies {
  readonly device: string | null
  readonly browser: string | null
}

const noCookies: LoginCookies = { device: null, browser: null }

/** The cookies of a user: by userKey, or whoever goes by the login. Asks no user store unless there is a cookie. */
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

/** As Set-Cookie sends it (RFC 6265 section 4.1; browsers take Secure from http://localhost, too). */
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

/** The first that matches; browsers name others they descend from, which therefore come later. */
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

/** What a user knows a browser by: `Firefox, Linux`. Nothing of the header itself is kept. */
export function deviceName(userAgent: string | null): string {
  const find = (table: typeof browsers) => table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const known = [find(browsers), find(systems)].filter((name) => name !== undefined)
  return known.length === 0 ? 'Browser' : known.join(', ')
}
