import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpConfig } from '../../config/load-config.ts'
import { originOf } from '../../config/values.ts'
import type { Clock } from '../../lib/clock.ts'

/** A web application whose users log in here. */
export interface Portal {
  readonly name: string
  /** As browsers send them in `Origin`. */
  readonly origins: readonly string[]
  /** Whether it may give its users a higher role than the user store does. */
  readonly maySetRole: boolean
  /** Whether it may log users in by the code alone, because it authenticates them itself. */
  readonly maySkipPassword: boolean
}

export interface Portals {
  /** Origin of our own pages. */
  readonly ownOrigin: string
  /** Ours, for the pages of mailed links. */
  readonly own: Portal
  byName(name: string): Portal | null
  byKey(key: string): Portal | null
  /** The first portal that lists the origin. */
  byOrigin(origin: string): Portal | null
  /** The portal, if exactly one is configured; null otherwise. */
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
      // Compares all keys in constant time.
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

/** Counts wrong portal keys by source. */
export interface WrongKeys {
  /** Milliseconds until the next key is checked; null for the first few. */
  charge(source: string): number | null
}

/** Per source and interval. The first ones are answered as wrong keys, for an operator who mistyped one. */
const told = 10
/** Milliseconds. */
const interval = 60_000
/** Beyond this number, the source that began first is forgotten. */
const sourcesKept = 10_000

/**
 * A right key is never refused because of earlier wrong ones: a portal may share its address with an attacker, and a key of 16
 * random characters cannot be guessed. Only the cost of guesses is limited.
 */
export function createWrongKeys(clock: Clock): WrongKeys {
  const runs = new Map<string, { readonly begunAt: number; count: number }>()

  return {
    charge(source) {
      const now = clock()
      let run = runs.get(source)
      // A clock that was set back must not delay a source for long.
      if (run === undefined || Math.abs(now - run.begunAt) >= interval) {
        run = { begunAt: now, count: 0 }
        runs.delete(source)
        runs.set(source, run)
        const [oldest] = runs.keys()
        if (runs.size > sourcesKept && oldest !== undefined) runs.delete(oldest)
      }
      run.count++
      return run.count > told ? Math.min(interval, run.begunAt + interval - now) : null
    },
  }
}
