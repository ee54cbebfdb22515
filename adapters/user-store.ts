/** In ascending order: a role includes the rights of all before it. */
export const roles = ['user', 'admin', 'superadmin'] as const
export type Role = (typeof roles)[number]

export interface User {
  /** Unique in its store, never changes and is never reused, unlike the name. */
  readonly id: string
  /** The login name as the store writes it. */
  readonly name: string
  readonly displayName: string | null
  /** Can be missing, and need not be unique. */
  readonly email: string | null
  readonly groups: readonly string[]
  readonly role: Role
  readonly enabled: boolean
  /** Language of mails to this user, a BCP 47 tag such as `de` or `pt-BR`; null: unknown. */
  readonly language: string | null
  /** The customer whose user this is, where one PBX serves several: the domain in FusionPBX, in lower case. Absent: the store has no tenants. */
  readonly tenant?: string
}

/**
 * `unavailable` says nothing about the password; it is never turned into `wrong` or `ok`. It means that the backend is
 * down, or that the hash could not be computed before the deadline.
 */
export type PasswordVerdict = 'ok' | 'wrong' | 'unsupported-hash' | 'unavailable'

export interface UserQuery {
  /** Part of a name, display name or mail address; '' finds all users. */
  readonly search: string
  /** Only users with exactly this role; null: any role. */
  readonly role: Role | null
  /** Only users of this tenant; null: users without one. Absent: all. Only stores with `knowsTenants` look at it. */
  readonly tenant?: string | null | undefined
  /** The `nextCursor` of the page before; null: the first page. */
  readonly cursor: string | null
  readonly limit: number
}

export interface UserPage {
  readonly users: readonly User[]
  readonly nextCursor: string | null
}

/** The result of examining the whole store, for an admin. */
export interface UserStoreExamination {
  readonly users: number
  /** Formats of the stored hashes; empty where the store holds none. */
  readonly hashes: readonly HashTally[]
  /** Warnings, a sentence each. */
  readonly warnings: readonly string[]
  /** Reasons why logins fail, or succeed when they should not, a sentence each; absent: none. */
  readonly faults?: readonly string[]
}

export interface HashTally {
  /** The name of the format, or what a hash of an unknown format looks like. Never a hash. */
  readonly format: string
  readonly isSupported: boolean
  readonly users: number
}

/** At once where the store has it in memory: a promise costs a login more than the look-up. */
export type Answer<T> = T | Promise<T>

/**
 * The users of a PBX or directory. Read-only; test/adapters/user-store-contract.ts is the contract suite that every
 * store passes.
 *
 * null means absent; a store that cannot tell throws {@link UserStoreError}.
 */
export interface UserStore {
  /** The first half of every userKey. */
  readonly name: string
  /** Its users have a tenant each, and `list` filters by it. */
  readonly knowsTenants?: true
  /** The one user with this login. Each store documents how it treats upper and lower case. */
  find(login: string): Answer<User | 'ambiguous' | null>
  /** The user with this id; null: there is none any more. Accepts any text. */
  get(id: string): Answer<User | null>
  /**
   * Verifies a password. Takes as long for null (an unknown user) as for a wrong password, and answers `wrong`. An
   * empty password is always `wrong`.
   *
   * @param deadline - milliseconds since the epoch; work that cannot finish by then is not started
   * @param draw - a number from 0 to below 1 that is always the same for the same login: it chooses the hash whose time
   * an unknown user takes, where users' hashes differ in that
   */
  verifyPassword(
    user: User | null,
    password: string,
    deadline: number,
    draw?: () => number,
  ): Answer<PasswordVerdict>
  /** Users in an order that is stable from page to page. */
  list(query: UserQuery): Promise<UserPage>
  /** Examines all users; for `doctor`, not for logins. Absent: callers use `list`. */
  examine?(): Promise<UserStoreExamination>
  /** TOTP secrets of the PBX's own second factor, as stored there, for a one-time import. Absent: it has none. */
  totpSecrets?(): Promise<readonly { readonly user: User; readonly totpSecret: string }[]>
  close(): Promise<void>
}

/** The store cannot be queried at the moment: the answer is neither "no such user" nor "wrong password". */
export class UserStoreError extends Error {
  override readonly name: string = 'UserStoreError'
}

/** The store answers, but its data of this one user is invalid. Other users are not affected. */
export class UserEntryError extends UserStoreError {
  override readonly name = 'UserEntryError'
}
