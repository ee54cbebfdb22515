import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpConfig } from '../../config/load-config.ts'
import { originOf } from '../../config/values.ts'
import type { Clock } from '../../lib/clock.ts'

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

/** Counts wrong portal keys by where they come from. */
export interface WrongKeys {
  /** Milliseconds to wait with the next; null: it was one of the first. */
  charge(source: string): number | null
}

/** Of one source, in an interval: an operator who mistypes a key is told that it is wrong. */
const told = 10
/** Milliseconds. */
const interval = 60_000
/** Beyond, the source that began first is forgotten. */
const sourcesKept = 10_000

/**
 * A right key is never refused for wrong ones beside it: a portal may share its address with whoever guesses, and a key of 16
 * random characters is not guessed. What is bounded is what guesses cost.
 */
export function createWrongKeys(clock: Clock): WrongKeys {
  const runs = new Map<string, { readonly begunAt: number; count: number }>()

  return {
    charge(source) {
      const now = clock()
      let run = runs.get(source)
      // A clock that was set back must not hold a source for long.
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
