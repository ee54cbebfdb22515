/** A challenge as a page shows it, and who is to answer it. */
export interface ShownChallenge {
  readonly challengeState: string
  readonly userKey: string
}
