/** Proof of who is at a portal's page: fresh, for what asks for more than a session there, and of a login, good for one session. */
export interface ProofOperations {
  /** Remembers that the holder of a widget token has just proven who they are. */
  putProof(tokenId: string, expiresAt: number, now: number): Promise<void>
  /** Until when that counts; null: not proven, or not any more. */
  readProof(tokenId: string, now: number): Promise<number | null>
  /**
   * True for exactly one caller for each assertion.
   *
   * @param id - its `jti`
   * @param until - how long it is remembered; the caller refuses it from long before then
   */
  redeemAssertion(id: string, until: number, now: number): Promise<boolean>
}
