/** Fresh proofs of who uses a widget token, for calls that need one, and assertions redeemed for a session. */
export interface ProofOperations {
  /** Stores that the holder of a widget token has just proven their identity. */
  putProof(tokenId: string, expiresAt: number, now: number): Promise<void>
  /** Until when that proof is valid; null if there is none, or it has expired. */
  readProof(tokenId: string, now: number): Promise<number | null>
  /**
   * True for exactly one caller per assertion. What was redeemed since a backup is forgotten when it is put back, so callers
   * refuse what was issued before the latest hold was noticed, and ask for that hold after this call.
   *
   * @param id - its `jti`
   * @param until - how long it is remembered; the caller refuses the assertion long before then
   */
  redeemAssertion(id: string, until: number, now: number): Promise<boolean>
}
