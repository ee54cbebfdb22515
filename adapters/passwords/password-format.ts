interface FormatOfStoredHashes {
  /** Whether this is a whole, well-formed hash of this format. */
  accepts(hash: string): boolean
  /** The same for hashes that take equally long to compute. */
  costOf(hash: string): string
}

/** One way of storing passwords. `matches` is only asked about hashes that the format accepts. */
export type PasswordFormat =
  | (FormatOfStoredHashes & {
      readonly speed: 'instant'
      matches(password: string, hash: string): boolean
    })
  | (FormatOfStoredHashes & {
      /** Milliseconds of a core: computed on libuv's pool, through the hashing queue. */
      readonly speed: 'slow'
      matches(password: string, hash: string): Promise<boolean>
    })
