import { namesIn } from './named-values.ts'

/**
 * What a column of passwords may hold: the formats that can be told by their looks, and bare digests, which cannot.
 * `md5-hex` is md5(salt . password) where the row has a salt; `wazo` is Wazo's PBKDF2, hash and salt in hex.
 */
export const acceptedHashes = [
  ...(['argon2', 'bcrypt', 'phpass', 'sha-crypt', 'md5-crypt', 'ssha', 'pbkdf2'] as const),
  ...(['md5-hex', 'sha1-hex', 'wazo'] as const),
] as const
export type AcceptedHash = (typeof acceptedHashes)[number]

/** Each gives the columns that user-rows.ts reads; {@link queryFault} tells which names it must hold. */
export interface SqlQueries {
  /** The user whom `:login` names; more than one row is ambiguous. */
  readonly user: string
  /** The user with the id `:id`, which comes as text. */
  readonly userById: string
  /** `:limit` users whose name comes behind `:after` and who match the LIKE pattern `:search`, ordered by name. */
  readonly page: string
}

const namesOf: Readonly<Record<keyof SqlQueries, readonly string[]>> = {
  user: [':login'],
  userById: [':id'],
  page: [':search', ':after', ':limit'],
}

/** What a query should hold, in words; null: it does. */
export function queryFault(query: keyof SqlQueries, text: string): string | null {
  const names = namesOf[query]
  const found = new Set([...namesIn(text)].map((name) => `:${name}`))
  if (names.length === found.size && names.every((name) => found.has(name))) return null
  return `a query with ${names.join(', ')} in it and no other such name`
}
