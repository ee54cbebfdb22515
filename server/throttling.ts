import { createHash, createHmac, randomBytes } from 'node:crypto'
import {
  accountThrottle,
  type FailedFactor,
  type FailureRuns,
  forgeableThrottle,
  forgeableUnknownNameThrottle,
  longestWait,
  sourceThrottle,
  type ThrottleRule,
  unknownNameThrottle,
} from './login/throttle.ts'
import { spelling } from './spelling.ts'
import type { StateStore, UserKey } from './state/state-store.ts'

/** Who pays for a failed login. */
export interface ThrottledParties {
  /** Where the account's failures are kept: {@link accountKey}. */
  readonly account: string
  /** null: nobody has the name that was typed. */
  readonly userKey: UserKey | null
  readonly askedBy: string
  /** The caller's own address as the RadiusClient reports it; null when it does not. */
  readonly source: string | null
  /** False where the packet proves nothing about its sender. */
  readonly authentic: boolean
}

export interface Throttling {
  /**
   * Milliseconds until the account and the source may try again.
   *
   * @param failures - of the account
   */
  wait(parties: ThrottledParties, failures: FailureRuns, now: number): number | Promise<number>
  /** Charges a failure. The same wrong password again within a minute is a retry, and is free. */
  charge(parties: ThrottledParties, factor: FailedFactor, typed: string, now: number): Promise<void>
}

const repeatWindow = 60_000
const rememberedRepeats = 10_000

export function createThrottling(state: StateStore): Throttling {
  const repeatKey = randomBytes(32)
  const lastWrong = new Map<string, { readonly print: string; readonly at: number }>()

  function isRepeat(account: string, typed: string, now: number): boolean {
    const print = createHmac('sha256', repeatKey).update(typed).digest('base64')
    const last = lastWrong.get(account)
    const repeat = last !== undefined && last.print === print && now - last.at < repeatWindow
    lastWrong.delete(account)
    lastWrong.set(account, { print, at: repeat ? last.at : now })
    const [oldest] = lastWrong.keys()
    if (lastWrong.size > rememberedRepeats && oldest !== undefined) lastWrong.delete(oldest)
    return repeat
  }

  return {
    wait(parties, failures, now) {
      const wait = longestWait(failures, accountThrottle, now)
      if (parties.source === null) return wait
      return state
        .readFailures(sourceKey(parties))
        .then((ofSource) => Math.max(wait, longestWait(ofSource, sourceThrottle, now)))
    },

    async charge(parties, factor, typed, now) {
      const { account } = parties
      if (factor === 'password' && isRepeat(account, typed, now)) return
      const charged = [state.recordFailure(account, factor, accountRule(parties), now)]
      if (parties.source !== null && parties.authentic) {
        charged.push(state.recordFailure(sourceKey(parties), factor, sourceThrottle, now))
      }
      await Promise.all(charged)
    },
  }
}

function accountRule({ userKey, authentic }: ThrottledParties): ThrottleRule {
  if (userKey === null) return authentic ? unknownNameThrottle : forgeableUnknownNameThrottle
  return authentic ? accountThrottle : forgeableThrottle
}

/**
 * The name nobody has is hashed: it may be long, and it may be a password typed into the wrong field. Its spellings count
 * together, as those of a user do: otherwise the next spelling would tell the one from the other.
 */
export function accountKey(userKey: UserKey | null, login: string): string {
  return userKey ?? `?${createHash('sha256').update(spelling(login)).digest('base64url').slice(0, 22)}`
}

function sourceKey({ askedBy, source }: ThrottledParties): string {
  return `@${askedBy}|${source}`
}
