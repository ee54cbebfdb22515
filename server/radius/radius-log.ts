/** As much of a pino logger as the RADIUS door writes to. */
export interface RadiusLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

const equalLinesEvery = 60_000

/**
 * Writes what an admin can do something about, once a minute for each cause, so that a flood of packets is no flood
 * of lines.
 */
export interface Advice {
  /** @param cause - with the RadiusClient's name the key to equal lines; causes are few */
  give(cause: string, client: string | null, address: string, text: string): void
}

/** @param now - milliseconds, of a clock that is never set back */
export function createAdvice(log: RadiusLog, now: () => number): Advice {
  const lines = new Map<string, { readonly writtenAt: number; heldBack: number }>()

  return {
    give(cause, client, address, text) {
      const key = `${client} ${cause}`
      const line = lines.get(key)
      if (line !== undefined && now() - line.writtenAt < equalLinesEvery) {
        line.heldBack++
        return
      }
      lines.set(key, { writtenAt: now(), heldBack: 0 })
      const who = client === null ? address : `RADIUS client ${client} (${address})`
      log.warn({ client, address, cause, heldBack: line?.heldBack ?? 0 }, `${who} ${text}`)
    },
  }
}
