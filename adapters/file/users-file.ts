import { z } from 'zod'
import { comparable } from '../comparable.ts'
import { asIs, parserOf, storedHeader } from '../lowdb/stored-json.ts'
import { roles, type User } from '../user-store.ts'

/** UTF-8 bytes; the longest User-Name of RADIUS (RFC 2865 section 5.1). */
const longestName = 253

const text = z
  .string()
  .refine((value) => !/[\p{Cc}\p{Surrogate}]/u.test(value), 'has a control character in it')
const name = text.refine(
  (value) => value !== '' && Buffer.byteLength(value) <= longestName,
  `must have 1 to ${longestName} bytes`,
)

/** The fields of a user beside id and password. */
export const userFields = {
  name,
  displayName: text.nullable(),
  email: text.min(1, 'must not be empty').nullable(),
  groups: z.array(text.min(1, 'must not be empty')),
  role: z.enum(roles),
  enabled: z.boolean(),
  /** Missing in files of earlier versions. */
  language: text
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as de or pt-BR')
    .nullable()
    .optional(),
}

const storedUser = z.object({
  id: z.string().min(1),
  ...userFields,
  passwordHash: z.string(),
})

const usersFile = z.object({
  ...storedHeader('ringlock-users'),
  users: z.array(asIs(storedUser)),
})

/** A row of the file: a user (user-store.ts) with the fields that are never shown. */
export type StoredUser = Readonly<z.infer<typeof storedUser>>

export interface UsersFile {
  readonly kind: 'ringlock-users'
  readonly version: 1
  readonly users: readonly StoredUser[]
}

export const emptyUsersFile: UsersFile = { kind: 'ringlock-users', version: 1, users: [] }

const parse = parserOf<UsersFile>(usersFile)

/** Throws an error with a reason when this is no users file of this version. */
export function parseUsersFile(json: unknown): UsersFile {
  const file = parse(json)
  const { users } = file
  refuseRepeated(
    'id',
    users.map(({ id }) => id),
  )
  refuseRepeated(
    'name',
    users.map((user) => comparable(user.name)),
  )
  return file
}

/** Leaves out the hash, because users are shown in places that do not need it. */
export function toUser({ id, name, displayName, email, groups, role, enabled, language }: StoredUser): User {
  return { id, name, displayName, email, groups, role, enabled, language: language ?? null }
}

function refuseRepeated(what: string, values: readonly string[]): void {
  const seen = new Set<string>()
  for (const value of values) {
    if (seen.has(value)) throw new Error(`two users have the ${what} ${JSON.stringify(value)}`)
    seen.add(value)
  }
}
