interface FormatOfStoredHashes {
  /** The name in configurations and in doctor. */
  readonly name: string
  /** Whether this is a complete, well-formed hash of this format. */
  accepts(hash: string): boolean
  /** Equal for hashes that take equally long. */
  costOf(hash: string): string
}

/** Takes microseconds; computed on the main thread. */
export interface InstantFormat extends FormatOfStoredHashes {
  readonly speed: 'instant'
  matches(password: string, hash: string): boolean
}

/** Takes milliseconds; computed off the main thread, through the hashing queue. */
export interface SlowFormat extends FormatOfStoredHashes {
  readonly speed: 'slow'
  matches(password: string, hash: string): Promise<boolean>
}

/** Takes milliseconds of JavaScript; hashing-threads.ts turns it into a slow format on a thread of its own. */
export interface IteratedFormat extends FormatOfStoredHashes {
  matches(password: string, hash: string): boolean
}

/** A format of stored passwords. `matches` is only called for hashes that `accepts` accepted. */
export type PasswordFormat = InstantFormat | SlowFormat
