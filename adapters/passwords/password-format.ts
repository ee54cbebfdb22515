interface FormatOfStoredHashes {
  /** What configurations and doctor call it. */
  readonly name: string
  /** Whether this is a whole, well-formed hash of this format. */
  accepts(hash: string): boolean
  /** The same for hashes that take equally long to compute. */
  costOf(hash: string): string
}

/** Microseconds of this thread. */
export interface InstantFormat extends FormatOfStoredHashes {
  readonly speed: 'instant'
  matches(password: string, hash: string): boolean
}

/** Milliseconds of a core: computed off the main thread, through the hashing queue. */
export interface SlowFormat extends FormatOfStoredHashes {
  readonly speed: 'slow'
  matches(password: string, hash: string): Promise<boolean>
}

/** Milliseconds of JavaScript, round after round: becomes a slow format on a thread of its own (hashing-threads.ts). */
export interface IteratedFormat extends FormatOfStoredHashes {
  matches(password: string, hash: string): boolean
}

/** One way of storing passwords. `matches` is only asked about hashes that the format accepts. */
export type PasswordFormat = InstantFormat | SlowFormat
