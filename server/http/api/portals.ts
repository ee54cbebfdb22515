import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpConfig } from '../../config/load-config.ts'
import { originOf } from '../../config/values.ts'

/** A site whose users log in here. */
export interface Portal {
  readonly name: string
  /** As browsers send them in `Origin`. */
  readonly origins: readonly string[]
  /** Whether it may give its users a higher role than the user store says. */
  readonly maySetRole: boolean
  /** Whether it may log its users in by the code alone, because it has proven who they are. */
  readonly maySkipPassword: boolean
}

export interface Portals {
  /** Where our own pages are. */
  readonly ownOrigin: string
  /** Ours, for the pages that mailed links lead to. */
  readonly own: Portal
  byName(name: string): Portal | null
  byKey(key: string): Portal | null
  /** The portal whose pages a browser says the request comes from; the first that lists the origin. */
  byOrigin(origin: string): Portal | null
  /** The one portal there is; null: none, or several. */
  readonly only: Portal | null
}

export const ownPortalName = 'ringlock'

export function createPortals({ publicUrl, portals: configured }: HttpConfig): Portals {
  const ownOrigin = originOf(publicUrl) ?? publicUrl
  const own: Portal = { name: ownPortalName, origins: [ownOrigin], maySetRole: false, maySkipPassword: false }
  const portals = configured.map(({ key, ...portal }) => ({ portal, keyHash: hashOf(key) }))

  return {
    ownOrigin,
    own,
    byName: (name) =>
      name === own.name ? own : (portals.find(({ portal }) => portal.name === name)?.portal ?? null),
    byKey(key) {
      // All are compared, in constant time, whichever it is.
      const hash = hashOf(key)
      const matches = portals.filter(({ keyHash }) => timingSafeEqual(keyHash, hash))
      return matches[0]?.portal ?? null
    },
    byOrigin(origin) {
      const listed = portals.find(({ portal }) => portal.origins.includes(origin))
      return listed?.portal ?? (origin === ownOrigin ? own : null)
    },
    only: portals.length === 1 ? (portals[0]?.portal ?? null) : null,
  }
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
