/** Ordered: a later role may do all that an earlier one may. */
export const roles = ['user', 'admin', 'superadmin'] as const
export type Role = (typeof roles)[number]

export interface User {
  /** Never changes and is never given to anybody else, unlike the name. Unique within its store. */
  readonly id: string
  /** The login name as the store spells it. */
  readonly name: string
  readonly displayName: string | null
  /** May be missing and need not be unique. */
  readonly email: string | null
  readonly groups: readonly string[]
  readonly role: Role
  readonly enabled: boolean
  /** What mail to this user is written in, as a BCP 47 tag such as `de` or `pt-BR`; null: the store does not say. */
  readonly language: string | null
}

/**
 * `unavailable` says nothing about the password: it is never `wrong` and never `ok`. It stands for a backend
 * that is down, and for a hash that could not be computed before the deadline.
 */
export type PasswordVerdict = 'ok' | 'wrong' | 'unsupported-hash' | 'unavailable'

export interface UserQuery {
  /** Part of a name, display name or mail address; '' finds everybody. */
  readonly search: string
  /** Only users who have this role; null: whatever the role. */
  readonly role: Role | null
  /** The `nextCursor` of the page before; null asks for the first page. */
  readonly cursor: string | null
  readonly limit: number
}

export interface UserPage {
  readonly users: readonly User[]
  readonly nextCursor: string | null
}

/** What a look at the whole store shows an admin. */
export interface UserStoreExamination {
  readonly users: number
  /** Of the hashes that the store holds; empty for a store that holds none. */
  readonly hashes: readonly HashTally[]
  /** What else should be known, a sentence each. */
  readonly warnings: readonly string[]
  /** Why logins fail, or let in whom they should not, a sentence each; absent: nothing is wrong. */
  readonly faults?: readonly string[]
}

export interface HashTally {
  /** The name of a format, or what a hash of an unknown one looks like. Never a hash. */
  readonly format: string
  readonly isSupported: boolean
  readonly users: number
}

/**
 * The users a PBX already has. Read-only, and bound by one contract suite (test/adapters/user-store-contract.ts).
 *
 * null means absent; a store that cannot tell throws {@link UserStoreError}.
 */
export interface UserStore {
  /** The first half of every userKey. */
  readonly name: string
  /** The one user this login names; each store documents its own rule for upper and lower case. */
  find(login: string): Promise<User | 'ambiguous' | null>
  /** The user who has this id; null: nobody has it any more. Any text may be asked for. */
  get(id: string): Promise<User | null>
  /**
   * Compares a password with what the store holds for the user. Takes as long for null (nobody by that name) as
   * for a wrong password, and then answers `wrong`. An empty password is always `wrong`.
   *
   * @param deadline - milliseconds since the epoch; work that cannot be done by then is not begun
   * @param draw - gives a number from 0 up to 1, the same for a login each time: it draws whose time an unknown user takes,
   *   where users' hashes differ in theirs
   */
  verifyPassword(
    user: User | null,
    password: string,
    deadline: number,
    draw?: () => number,
  ): Promise<PasswordVerdict>
  /** Users in an order that stays the same from page to page. */
  list(query: UserQuery): Promise<UserPage>
  /** Looks at every user; for `doctor`, not for logins. Absent: whoever wants to know lists them. */
  examine?(): Promise<UserStoreExamination>
  /** What the PBX keeps of its own second factor, as it wrote it, to be imported once. Absent: it keeps none. */
  totpSecrets?(): Promise<readonly { readonly user: User; readonly totpSecret: string }[]>
  close(): Promise<void>
}

/** The store cannot be asked just now: nothing is known, neither "no such user" nor "wrong password". */
export class UserStoreError extends Error {
  override readonly name: string = 'UserStoreError'
}

/** The store answers, but what it has of this one user makes no sense. Nothing is wrong with the others. */
export class UserEntryError extends UserStoreError {
  override readonly name = 'UserEntryError'
}
