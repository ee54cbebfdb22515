import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../lib/clock.ts'
import type { Visitor } from './check-assertion.ts'

/** The portal's own sessions: a cookie that says nothing, and in memory whose it is. */
export interface Sessions {
  /**
   * Binds a login to the browser that it is begun in: a cookie as Set-Cookie sends it, and the nonce that only this browser
   * can answer for (OpenID Connect Core 15.5.2).
   *
   * @param cookies - of a request
   */
  begin(cookies: string): { readonly cookie: string; readonly nonce: string }
  /** The nonce that this browser was given; null: no login was begun in it. */
  nonceOf(cookies: string): string | null
  /** A new session in place of the browser's, as Set-Cookie sends it. */
  open(visitor: Visitor, cookies: string): string
  find(cookies: string): Visitor | null
  close(cookies: string): string
}

/** Cookies know no ports: others on this machine have names of their own. */
const sessionCookie = 'ringlock_demo_portal'
const loginCookie = 'ringlock_demo_login'
/** Browsers keep Secure cookies of http://127.0.0.1, too. */
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Strict'
/** Milliseconds. */
const lifetime = 8 * 3_600_000

export function createSessions(clock: Clock): Sessions {
  const sessions = new Map<string, { readonly visitor: Visitor; readonly until: number }>()

  return {
    begin(cookies) {
      const secret = readCookie(cookies, loginCookie) || random()
      return { cookie: `${loginCookie}=${secret}; ${attributes}`, nonce: hashOf(secret) }
    },
    nonceOf(cookies) {
      const secret = readCookie(cookies, loginCookie)
      return secret === '' ? null : hashOf(secret)
    },
    open(visitor, cookies) {
      for (const [id, { until }] of sessions) if (until <= clock()) sessions.delete(id)
      sessions.delete(readCookie(cookies, sessionCookie))
      const id = random()
      sessions.set(id, { visitor, until: clock() + lifetime })
      return `${sessionCookie}=${id}; ${attributes}`
    },
    find(cookies) {
      const session = sessions.get(readCookie(cookies, sessionCookie))
      return session === undefined || session.until <= clock() ? null : session.visitor
    },
    close(cookies) {
      sessions.delete(readCookie(cookies, sessionCookie))
      return `${sessionCookie}=; Max-Age=0; ${attributes}`
    },
  }
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** '': there is none of our form. */
function readCookie(cookies: string, name: string): string {
  return new RegExp(`(?:^|; )${name}=([\\w-]{43})(?:;|$)`).exec(cookies)?.[1] ?? ''
}
