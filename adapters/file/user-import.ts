import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { comparable } from '../comparable.ts'
import { describeIssue } from '../lowdb/stored-json.ts'
import { hashPassword } from '../passwords/argon2.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { formatOf, isPassword } from '../passwords/verify.ts'
import { UserStoreError } from '../user-store.ts'
import { type StoredUser, userFields } from './users-file.ts'

export interface ImportFault {
  /** From 1. */
  readonly row: number
  /** Contains no password and no hash. */
  readonly message: string
}

const importRow = z
  .strictObject({
    name: userFields.name,
    displayName: userFields.displayName.default(null),
    email: userFields.email.default(null),
    groups: userFields.groups.default([]),
    role: userFields.role.default('user'),
    enabled: userFields.enabled.default(true),
    language: userFields.language.default(null),
    password: z.string().refine(isPassword, 'must have 1 to 1024 bytes').optional(),
    passwordHash: z
      .string()
      .refine((hash) => formatOf(hash) !== null, 'is in a format that is not supported')
      .optional(),
  })
  .refine(
    ({ password, passwordHash }) => (password === undefined) !== (passwordHash === undefined),
    'must have either a password or a passwordHash',
  )

/** Only the name is required. */
export type NewUser = Omit<z.input<typeof importRow>, 'password' | 'passwordHash'>
type ImportRow = z.output<typeof importRow>

/**
 * Reads rows of `{ name, displayName?, email?, groups?, role?, enabled?, language?, password
 * passwordHash }`, and reports all faults of all rows.
 *
 * @param isTaken - whether the store has a user with this name
 */
export function readImportRows(
  rows: readonly unknown[],
  isTaken: (name: string) => boolean,
): { readonly rows: readonly ImportRow[]; readonly faults: readonly ImportFault[] } {
  const read: ImportRow[] = []
  const faults: ImportFault[] = []
  const firstRowWith = new Map<string, number>()
  rows.forEach((row, index) => {
    const number = index + 1
    const result = importRow.safeParse(row)
    if (!result.success) {
      faults.push(...result.error.issues.map((issue) => ({ row: number, message: describeIssue(issue) })))
      return
    }
    read.push(result.data)
    const name = comparable(result.data.name)
    const earlier = firstRowWith.get(name)
    if (earlier !== undefined) faults.push({ row: number, message: `name: is also in row ${earlier}` })
    else if (isTaken(name)) faults.push({ row: number, message: 'name: is taken' })
    else firstRowWith.set(name, number)
  })
  return { rows: read, faults }
}

/**
 * Gives each row an id and hashes its password. Hashes as many at once as the queue does and no more, so that logins are served
 * in between.
 *
 * @param onMade - told how many are done, after each one
 */
export async function makeStoredUsers(
  rows: readonly ImportRow[],
  queue: HashingQueue,
  onMade: (done: number) => void = () => {},
): Promise<readonly StoredUser[]> {
  const made = new Array<StoredUser>(rows.length)
  const waiting = rows.entries()
  let done = 0
  async function makeNext(): Promise<void> {
    for (const [i, row] of waiting) {
      made[i] = await makeStoredUser(row, queue)
      onMade(++done)
    }
  }
  await Promise.all(Array.from({ length: queue.concurrency }, makeNext))
  return made
}

async function makeStoredUser(row: ImportRow, queue: HashingQueue): Promise<StoredUser> {
  const { password, passwordHash, ...user } = row
  return {
    id: randomUUID(),
    ...user,
    passwordHash: passwordHash ?? (await hashInQueue(password ?? '', queue)),
  }
}

async function hashInQueue(password: string, queue: HashingQueue): Promise<string> {
  const hash = await queue.run(() => hashPassword(password), Infinity)
  if (hash === null) throw new UserStoreError('Too many passwords are being checked to set one now')
  return hash
}
