import { createRateLimit } from '../lib/rate-limit.ts'

/** As much of server/compose/log.ts as the RADIUS door writes to. */
export interface RadiusLog {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Tells an admin what to do about packets that cannot be answered, without letting their number fill the disk. */
export interface Advice {
  /** @param client - name of the RadiusClient; null: none has the address */
  give(cause: string, client: string | null, address: string, text: string): void
}

const equalLinesEvery = 60_000

/** @param now - milliseconds */
export function createAdvice(log: RadiusLog, now: () => number): Advice {
  const limit = createRateLimit(equalLinesEvery)

  return {
    give(cause, client, address, text) {
      // Every made-up address would be a line of its own.
      const heldBack = limit.admit(`${cause} ${client ?? ''}`, now())
      if (heldBack === null) return
      const who = client === null ? address : `RADIUS client ${client} (${address})`
      log.warn({ client, address, cause, heldBack }, `${who} ${text}`)
    },
  }
}
