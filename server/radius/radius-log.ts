import type { Decision } from '../authentication/login-observer.ts'
import { createRateLimit } from '../lib/rate-limit.ts'

/** What became of a datagram. */
export type RequestOutcome = 'accept' | 'challenge' | 'reject' | 'status' | 'repeat' | 'dropped'

/** Every datagram is counted exactly once. */
export interface RadiusMetrics {
  /**
   * @param nas - its name; null: the source address belongs to no NAS
   * @param reason - why it was rejected or dropped; '' where there is nothing to say
   */
  count(nas: string | null, outcome: RequestOutcome, reason: string): void
  /** A reply that the operating system did not take. */
  sendFailed(): void
}

/** As much of the service's log as the RADIUS listener writes to. */
export interface RadiusLog {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Gets logins that the listener answered itself; `authenticate` tells of those that it judged. */
export type OnDecided = (decision: Decision) => void

/** Tells an admin what to do about packets that cannot be answered, without letting their number fill the disk. */
export interface Advice {
  /** @param nas - its name */
  give(cause: string, nas: string, address: string, text: string): void
}

const equalLinesEvery = 60_000

/** @param now - milliseconds */
export function createAdvice(log: RadiusLog, now: () => number): Advice {
  const limit = createRateLimit(equalLinesEvery)

  return {
    give(cause, nas, address, text) {
      // Not by address: each forged source address would get a line of its own.
      const heldBack = limit.admit(`${cause} ${nas}`, now())
      if (heldBack === null) return
      log.warn({ client: nas, address, cause, heldBack }, `RADIUS client ${nas} (${address}) ${text}`)
    },
  }
}
