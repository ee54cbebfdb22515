import type { Clock } from '../lib/clock.ts'
import type { RadiusLog } from './radius-log.ts'

/** An address of no configured NAS that sent packets. Plain JSON; times are milliseconds since the epoch. */
export interface UnknownClient {
  readonly address: string
  readonly packets: number
  readonly firstAt: number
  readonly lastAt: number
}

/** Source addresses that belong to no NAS, one by one, so that a scanner does not hide a PBX that is not configured yet. */
export interface UnknownClients {
  note(address: string): void
  /** Those heard of within a day, the latest first. */
  list(): readonly UnknownClient[]
  /** Forgets addresses that have been configured since. */
  forget(isKnown: (address: string) => boolean): void
}

/** Source addresses can be forged: of more than this, the one heard of longest ago is forgotten. */
export const mostRemembered = 100
/** An address gets one line in this time, and all together get {@link mostRemembered}; ms. */
const linesEvery = 600_000
const day = 24 * 3_600_000

type Remembered = { -readonly [Field in keyof UnknownClient]: UnknownClient[Field] } & {
  toldAt: number | null
  heldBack: number
}

export function createUnknownClients(log: Pick<RadiusLog, 'warn'>, clock: Clock): UnknownClients {
  /** By address, the one heard of longest ago first. */
  const remembered = new Map<string, Remembered>()
  let interval = { begunAt: clock(), lines: 0 }

  function tell(sender: Remembered, now: number): void {
    if (sender.toldAt !== null && !isOver(sender.toldAt, now)) {
      sender.heldBack++
      return
    }
    if (isOver(interval.begunAt, now)) interval = { begunAt: now, lines: 0 }
    if (interval.lines >= mostRemembered) {
      sender.heldBack++
      return
    }
    interval.lines++
    const { address, heldBack } = sender
    sender.toldAt = now
    sender.heldBack = 0
    const fields = { client: null, address, cause: 'unknown-client', heldBack }
    log.warn(fields, `${address} is not the address of any configured RADIUS client`)
    if (interval.lines === mostRemembered) {
      log.warn(
        { client: null, cause: 'unknown-client' },
        `${mostRemembered} lines about addresses of no RADIUS client in ten minutes: no more until then, ringlock doctor lists the latest addresses`,
      )
    }
  }

  return {
    note(address) {
      const now = clock()
      const sender: Remembered = remembered.get(address) ?? {
        address,
        packets: 0,
        firstAt: now,
        lastAt: now,
        toldAt: null,
        heldBack: 0,
      }
      remembered.delete(address)
      remembered.set(address, sender)
      sender.packets++
      sender.lastAt = now
      const [longestAgo] = remembered.keys()
      if (remembered.size > mostRemembered && longestAgo !== undefined) remembered.delete(longestAgo)
      tell(sender, now)
    },
    list() {
      const now = clock()
      return [...remembered.values()]
        .filter(({ lastAt }) => now - lastAt < day)
        .map(({ address, packets, firstAt, lastAt }) => ({ address, packets, firstAt, lastAt }))
        .reverse()
    },
    forget(isKnown) {
      for (const address of remembered.keys()) if (isKnown(address)) remembered.delete(address)
    },
  }
}

/** A clock that was set back must not silence an address for long. */
function isOver(since: number, now: number): boolean {
  return Math.abs(now - since) >= linesEvery
}
