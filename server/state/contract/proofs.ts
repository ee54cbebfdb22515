/** Fresh proof of who is at a portal's page, for what asks for more than a session there. */
export interface ProofOperations {
  /** Remembers that the holder of a widget token has just proven who they are. */
  putProof(tokenId: string, expiresAt: number, now: number): Promise<void>
  /** Until when that counts; null: not proven, or not any more. */
  readProof(tokenId: string, now: number): Promise<number | null>
}
