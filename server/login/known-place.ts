/**
 * A known place is where the user logged in before: a NAS, with the caller's address if the NAS reports it, or a
 * browser. It replaces no factor; it only keeps failures made elsewhere from delaying logins from here.
 */

const day = 24 * 60 * 60_000

/** Prefix of browsers' names. A reset forgets browsers, but not the phones that a PBX reports. */
export const browserPlaces = 'browser|'

/** Per user; a further place replaces the one unused for longest. */
export const placesKept = 16
/** Milliseconds without use after which a place is forgotten. */
export const placeLifetime = 30 * day
/** Milliseconds after which a use is stored again, so that a place costs one write a day instead of one a login. */
const noteAgainAfter = day

/**
 * @param seenAt - the user's last login there, milliseconds since the epoch; null if there was none or it is forgotten
 */
export function isKnownPlace(seenAt: number | null, now: number): boolean {
  return seenAt !== null && now < seenAt + placeLifetime
}

export function isToBeNoted(seenAt: number | null, now: number): boolean {
  return seenAt === null || now >= seenAt + noteAgainAfter
}
