/**
 * Where a user got in before: a RADIUS client, with the caller's own address where it reports one, or a browser. Being known
 * never replaces a factor; it only means that failures from elsewhere are not this place's.
 */

const day = 24 * 60 * 60_000

/** What the names of browsers begin with: a reset forgets them, and what a PBX says of its phones stays. */
export const browserPlaces = 'browser|'

/** Of one user; one more, and the place that was unused for longest goes. */
export const placesKept = 16
/** Milliseconds after which a place that was not used is known no more. */
export const placeLifetime = 30 * day
/** Milliseconds after which a place's use is noted again: a login a day costs a write, not every login. */
const noteAgainAfter = day

/** @param seenAt - when the user last got in there, milliseconds since the epoch; null: never, or not that is remembered */
export function isKnownPlace(seenAt: number | null, now: number): boolean {
  return seenAt !== null && now < seenAt + placeLifetime
}

export function isToBeNoted(seenAt: number | null, now: number): boolean {
  return seenAt === null || now >= seenAt + noteAgainAfter
}
