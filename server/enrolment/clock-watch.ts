import type { UserKey } from '../state/contract/state-store.ts'

/** Tells one user's wrong clock from ours (docs/requirements.md, S19). */
export interface ClockWatch {
  /** @param clockOffset - seconds that this user's app is ahead of us; 0 when its codes were accepted */
  saw(userKey: UserKey, clockOffset: number, now: number): void
}

const minute = 60_000
const hour = 60 * minute
const remembered = 100
const suspicious = 3
/** Seconds; people type a code one time-step sooner or later. */
const alike = 60

/** @param onNotice - told at most once an hour, when most of the apps seen in the last hour are off by the same amount */
export function createClockWatch(onNotice: (message: string) => void): ClockWatch {
  const seen = new Map<UserKey, { readonly clockOffset: number; readonly at: number }>()
  let noticedAt = -Infinity

  return {
    saw(userKey, clockOffset, now) {
      seen.delete(userKey)
      seen.set(userKey, { clockOffset, at: now })
      for (const [key, { at }] of seen) if (now - at > hour || seen.size > remembered) seen.delete(key)
      if (clockOffset === 0 || now - noticedAt < hour) return
      const same = [...seen.values()].filter((each) => isAlike(each.clockOffset, clockOffset)).length
      if (same < suspicious || same <= seen.size / 2) return
      noticedAt = now
      const direction = clockOffset > 0 ? 'behind' : 'ahead of'
      onNotice(
        `this server's clock seems to be about ${Math.abs(clockOffset)} s ${direction} the right time: ` +
          `the authenticator apps of ${same} users agree on it`,
      )
    },
  }
}

function isAlike(one: number, other: number): boolean {
  return one !== 0 && Math.abs(one - other) <= alike
}
