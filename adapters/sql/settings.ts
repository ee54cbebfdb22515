import { namesIn } from './named-values.ts'

/**
 * What a password column may hold: formats that identify themselves, and bare digests, which do not. `md5-hex` is
 * md5(salt . password) where the row has a salt; `wazo` is Wazo's PBKDF2 with hash and salt in hex.
 */
export const acceptedHashes = [
  ...(['argon2', 'bcrypt', 'phpass', 'sha-crypt', 'md5-crypt', 'ssha', 'pbkdf2'] as const),
  ...(['md5-hex', 'sha1-hex', 'wazo'] as const),
] as const
export type AcceptedHash = (typeof acceptedHashes)[number]

/** Each query returns the columns that user-rows.ts reads; {@link queryFault} checks its names. */
export interface SqlQueries {
  /** The user with the login `:login`; several rows are ambiguous. */
  readonly user: string
  /** The user with the id `:id`, which is given as text. */
  readonly userById: string
  /** Up to `:limit` users whose names sort after `:after` and match the LIKE pattern `:search`, ordered by name. */
  readonly page: string
}

const namesOf: Readonly<Record<keyof SqlQueries, readonly string[]>> = {
  user: [':login'],
  userById: [':id'],
  page: [':search', ':after', ':limit'],
}

/** What a query must contain; null: it does. */
export function queryFault(query: keyof SqlQueries, text: string): string | null {
  const names = namesOf[query]
  const found = new Set([...namesIn(text)].map((name) => `:${name}`))
  if (names.length === found.size && names.every((name) => found.has(name))) return null
  return `a query with ${names.join(', ')} in it and no other such name`
}
