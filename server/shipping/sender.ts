import type { ShipConfig } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'

/** Sends lines of the audit log to one place. */
export interface Sender {
  /** Resolves when all were taken; rejects when one was not, and then all are sent again. */
  send(lines: readonly string[]): Promise<void>
  close(): void
}

export interface SenderDeps {
  /** Certificates to trust (PEM); null: the usual authorities. */
  readonly ca: string | null
  /** What the messages say they come from. */
  readonly host: string
  readonly version: string
  readonly clock: Clock
}

export type OpenSender = (config: ShipConfig, deps: SenderDeps) => Sender
