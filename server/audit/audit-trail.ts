export const auditOutcomes = ['accept', 'challenge', 'reject', 'unavailable', 'done', 'refused'] as const

/** One decision or change. Never holds a password, a code or a secret. */
export interface AuditEvent {
  /** What happened: `login`, `enrolment.confirmed`, `user.added`, ... */
  readonly event: string
  readonly outcome: (typeof auditOutcomes)[number]
  readonly reason?: string | undefined
  /** The name as typed. */
  readonly login?: string | undefined
  readonly userKey?: string | undefined
  /** That user's tenant; absent: there are none, or it is not known. */
  readonly tenant?: string | undefined
  /** The userKey of the admin who made a change for another user. */
  readonly by?: string | undefined
  readonly door: 'radius' | 'http' | 'cli'
  /** Name of the NAS or portal. */
  readonly askedBy?: string | undefined
  /** Source address and port. */
  readonly from?: string | undefined
  /** What the NAS reports as the source of the login (Calling-Station-Id). */
  readonly source?: string | undefined
  readonly factors?: readonly string[] | undefined
  /** How many further events of this kind the line stands for; absent: only itself. */
  readonly count?: number | undefined
  /** Set for an event that was stored together with its change: the change never gets two lines. */
  readonly id?: string | undefined
}

/** An event as it is read from the log: typed values may have been cut. */
export interface RecordedEvent extends AuditEvent {
  /** ISO 8601. */
  readonly at: string
}

/** How long lines are kept. Only whole files are dropped, the oldest first, never the current one. */
export interface AuditRetention {
  /** Milliseconds. */
  readonly keep: number
  /** Bytes of all files together. */
  readonly maxSize: number
}

/** The audit log is broken where its content is not what was written. */
export interface AuditTrail {
  /**
   * Resolves when the line is on the disk. Rejects when it is not; then nothing was written.
   *
   * @param cause - what the line tells of, while it is being written: if that rejects, there is no line, and this rejects
   */
  record(event: AuditEvent, cause?: Promise<void>): Promise<void>
  close(): Promise<void>
}
