/** One decision or change. Never holds a password, a code or a secret. */
export interface AuditEvent {
  /** What happened: `login`, `enrolment.confirmed`, `user.added`, ... */
  readonly event: string
  readonly outcome: 'accept' | 'challenge' | 'reject' | 'unavailable' | 'done' | 'refused'
  readonly reason?: string | undefined
  /** The name as typed. */
  readonly login?: string | undefined
  readonly userKey?: string | undefined
  /** The userKey of the admin who did it to somebody else. */
  readonly by?: string | undefined
  readonly door: 'radius' | 'http' | 'cli'
  /** Name of the NAS or portal. */
  readonly askedBy?: string | undefined
  /** Source address and port. */
  readonly from?: string | undefined
  /** What the NAS says of its caller (Calling-Station-Id). */
  readonly source?: string | undefined
  readonly factors?: readonly string[] | undefined
  /** How many equal events this line stands for, beside those that have their own; absent: itself alone. */
  readonly count?: number | undefined
  /** Of a change that was stored together with its event: no two lines of it are made. */
  readonly id?: string | undefined
}

/** An event as the trail tells it later: what strangers typed may have been cut to a length. */
export interface RecordedEvent extends AuditEvent {
  /** ISO 8601. */
  readonly at: string
}

/** How long lines are kept. What goes is always a whole file, the oldest first, and never the one that is written to. */
export interface AuditRetention {
  /** Milliseconds. */
  readonly keep: number
  /** Bytes of all files together. */
  readonly maxSize: number
}

/** A trail is broken where what is there is not what was written. */
export interface AuditTrail {
  /** Resolves when the line is on the disk; rejects when it is not, and then nothing was written. */
  record(event: AuditEvent): Promise<void>
  close(): Promise<void>
}
