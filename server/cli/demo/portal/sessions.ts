import { randomBytes } from 'node:crypto'
import type { Visitor } from './check-assertion.ts'

/** The portal's own sessions: a cookie that says nothing, and in memory whose it is. */
export interface Sessions {
  /** As Set-Cookie sends it. */
  open(visitor: Visitor): string
  /** @param cookies - of a request */
  find(cookies: string): Visitor | null
  close(cookies: string): string
}

/** Cookies know no ports: others on this machine have names of their own. */
const name = 'ringlock_demo_portal'
const attributes = 'Path=/; HttpOnly; SameSite=Strict'

export function createSessions(): Sessions {
  const visitors = new Map<string, Visitor>()
  const idIn = (cookies: string) => new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(cookies)?.[1] ?? ''

  return {
    open(visitor) {
      const id = randomBytes(32).toString('base64url')
      visitors.set(id, visitor)
      return `${name}=${id}; ${attributes}`
    },
    find: (cookies) => visitors.get(idIn(cookies)) ?? null,
    close(cookies) {
      visitors.delete(idIn(cookies))
      return `${name}=; Max-Age=0; ${attributes}`
    },
  }
}
