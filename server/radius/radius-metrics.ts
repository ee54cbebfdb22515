/** What became of a datagram. */
export type RequestOutcome = 'accept' | 'challenge' | 'reject' | 'status' | 'repeat' | 'dropped'

/** Every datagram is counted exactly once. */
export interface RadiusMetrics {
  /**
   * @param client - name of the RadiusClient; null: no RadiusClient has the source address
   * @param reason - why it was rejected or dropped; '' where there is nothing to say
   */
  count(client: string | null, outcome: RequestOutcome, reason: string): void
  /** A reply that the operating system did not take. */
  sendFailed(): void
}
