export interface OpenCounts {
  /** Challenges that can still be answered. */
  readonly challenges: number
  /** Users with more failures in a row than go without a delay (login/throttle.ts). */
  readonly throttled: number
}

export interface OpenCountOperations {
  /** For monitoring. */
  countOpen(now: number): Promise<OpenCounts>
}
