import { createHash, randomBytes } from 'node:crypto'
import { browserPlaces, isToBeNoted, placeLifetime } from '../login/known-place.ts'
import type { StateStore, UserKey } from '../state/contract/state-store.ts'
import type { BrowserCookie, LoginAttempt } from './login-attempt.ts'
import type { AttemptPlace, ThrottledParties, ThrottleStanding } from './throttling.ts'
import type { TrustedDevices } from './trusted-devices.ts'

export interface KnownPlaces {
  /** The place of this attempt; null if nothing distinguishes it from others. */
  placeOf(
    attempt: LoginAttempt,
    parties: ThrottledParties,
    now: number,
  ): AttemptPlace | null | Promise<AttemptPlace | null>
  /**
   * Stores where the user logged in, at most once a day. A browser gets a cookie. null if there is nothing to store.
   */
  note(
    attempt: LoginAttempt,
    userKey: UserKey,
    standing: ThrottleStanding,
    now: number,
  ): Promise<BrowserCookie | null> | null
}

const secretBytes = 16

export function createKnownPlaces(state: StateStore, trustedDevices: TrustedDevices): KnownPlaces {
  return {
    placeOf(attempt, { userKey }, now) {
      if (attempt.trustedDevice === null || userKey === null) return claimedPlace(attempt)
      return trustedDevices
        .latestId(attempt.trustedDevice, userKey, now)
        .then((id) => (id === null ? claimedPlace(attempt) : { place: `device|${id}`, kind: 'device' }))
    },

    note(attempt, userKey, standing, now) {
      const { place } = attempt
      if (place === null || !isToBeNoted(standing.seenAt, now)) return null
      if (typeof place === 'string') {
        return state.putPlace(userKey, callerPlace(attempt), now).then(() => null)
      }
      const value = standing.seenAt === null ? null : place.browserCookie
      const secret = value ?? randomBytes(secretBytes).toString('base64url')
      const cookie = { value: secret, expiresAt: now + placeLifetime }
      return state.putPlace(userKey, browserPlace(secret), now).then(() => cookie)
    },
  }
}

function claimedPlace(attempt: LoginAttempt): AttemptPlace | null {
  const { place } = attempt
  if (place === null) return null
  if (place === 'token') return { place, kind: 'token' }
  if (place === 'caller') return { place: callerPlace(attempt), kind: 'remembered' }
  return place.browserCookie === null
    ? null
    : { place: browserPlace(place.browserCookie), kind: 'remembered' }
}

function callerPlace({ door, askedBy, source }: LoginAttempt): string {
  return `${door}|${askedBy}|${source ?? ''}`
}

/** Only a hash is stored; the secret exists in the browser alone. */
function browserPlace(secret: string): string {
  return browserPlaces + createHash('sha256').update(secret).digest('base64url').slice(0, 22)
}
