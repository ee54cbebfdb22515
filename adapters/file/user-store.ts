import { openJsonDatabase } from '../lowdb/json-database.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import { verifyForUnknownUser, verifyPassword } from '../passwords/verify.ts'
import type { User, UserStore } from '../user-store.ts'
import { type ImportFault, makeStoredUsers, type NewUser, readImportRows } from './user-import.ts'
import { createUserIndex, type UserIndex } from './user-index.ts'
import { emptyUsersFile, parseUsersFile, type StoredUser, toUser, type UsersFile } from './users-file.ts'

export interface FileUserStoreOptions {
  readonly name: string
  readonly path: string
  readonly queue: HashingQueue
  /** Creates an empty file if there never was one; otherwise a missing file is a DamagedFileError. */
  readonly createIfMissing: boolean
}

/** A user store that Ringlock manages itself. Changes resolve when they are on the disk. */
export interface FileUserStore extends UserStore {
  count(): number
  add(user: NewUser, password: string): Promise<AddOutcome>
  /** null: no user has this name. */
  withName(name: string): User | null
  /** The removed user; null: no user had this name. */
  remove(name: string): Promise<User | null>
  /**
   * Reads rows (user-import.ts), all or none. Writes nothing before `commit`.
   * @param onHashed - told how many rows are done, after each one
   */
  prepareImport(rows: readonly unknown[], onHashed?: (done: number) => void): Promise<PreparedImport>
}

export type PreparedImport =
  | { readonly outcome: 'refused'; readonly faults: readonly ImportFault[] }
  | {
      readonly outcome: 'prepared'
      /** In row order, with their future ids. */
      readonly users: readonly User[]
      /** `name-taken`: another change took one of the names meanwhile; nothing was written. */
      commit(): Promise<'done' | 'name-taken'>
    }

export type AddOutcome =
  | { readonly outcome: 'added'; readonly user: User }
  | { readonly outcome: 'refused'; readonly faults: readonly ImportFault[] }

/**
 * Opens a file of users; the caller holds a lock on it. Changes that other programs make meanwhile are not seen, and
 * are overwritten by the next change. Names and mail addresses are compared as NFC in lower case, names first. Ids are
 * random UUIDs.
 *
 * @throws DamagedFileError
 */
export async function createFileUserStore(options: FileUserStoreOptions): Promise<FileUserStore> {
  const { name, path, queue, createIfMissing } = options
  const initial = createIfMissing ? emptyUsersFile : null
  const database = await openJsonDatabase<UsersFile>(path, { parse: parseUsersFile, initial })
  let indexed = database.data
  let currentIndex = createUserIndex(indexed.users)

  function index(): UserIndex {
    if (indexed !== database.data) {
      indexed = database.data
      currentIndex = createUserIndex(indexed.users)
    }
    return currentIndex
  }

  function replaceUsers(change: (users: readonly StoredUser[]) => readonly StoredUser[]): Promise<void> {
    return database.update((file) => ({ ...file, users: change(file.users) }))
  }

  async function prepareImport(
    rows: readonly unknown[],
    onHashed?: (done: number) => void,
  ): Promise<PreparedImport> {
    const read = readImportRows(rows, (name) => index().named(name) !== null)
    if (read.faults.length > 0) return { outcome: 'refused', faults: read.faults }
    const made = await makeStoredUsers(read.rows, queue, onHashed)
    return {
      outcome: 'prepared',
      users: made.map(toUser),
      async commit() {
        if (made.some((user) => index().named(user.name) !== null)) return 'name-taken'
        await replaceUsers((users) => [...users, ...made])
        return 'done'
      },
    }
  }

  return {
    name,
    count: () => database.data.users.length,
    find: (login) => index().find(login),
    get: (id) => index().withId(id),
    verifyPassword(user, password, deadline, draw) {
      const hash = user === null ? undefined : index().passwordHash(user.id)
      if (hash !== undefined) return verifyPassword(password, hash, deadline, queue)
      return verifyForUnknownUser(password, index().decoys().pick(draw).hash, deadline, queue)
    },
    async list(query) {
      return index().page(query)
    },
    async examine() {
      const { users } = database.data
      return {
        users: users.length,
        hashes: tallyHashes(users.map((user) => user.passwordHash)),
        warnings: [],
      }
    },
    async add(user, password) {
      const prepared = await prepareImport([{ ...user, password }])
      if (prepared.outcome === 'refused') return prepared
      const [added] = prepared.users
      const taken = added === undefined || (await prepared.commit()) === 'name-taken'
      if (taken) return { outcome: 'refused', faults: [{ row: 1, message: 'name: is taken' }] }
      return { outcome: 'added', user: added }
    },
    withName: (name) => index().named(name),
    async remove(name) {
      const user = index().named(name)
      if (user === null) return null
      await replaceUsers((users) => users.filter(({ id }) => id !== user.id))
      return user
    },
    prepareImport,
    close: () => database.close(),
  }
}
