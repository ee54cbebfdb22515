import { openJsonDatabase } from '../lowdb/json-database.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import { verifyForNobody, verifyPassword } from '../passwords/verify.ts'
import type { User, UserStore } from '../user-store.ts'
import { type ImportFault, makeStoredUsers, type NewUser, readImportRows } from './user-import.ts'
import { createUserIndex, type UserIndex } from './user-index.ts'
import { emptyUsersFile, parseUsersFile, type StoredUser, toUser, type UsersFile } from './users-file.ts'

export interface FileUserStoreOptions {
  readonly name: string
  readonly path: string
  readonly queue: HashingQueue
  /** Makes an empty file where there never was one; otherwise that is a DamagedFileError. */
  readonly createIfMissing: boolean
}

/** A user store that Ringlock manages itself. A promise of a change resolves when it is on the disk. */
export interface FileUserStore extends UserStore {
  count(): number
  add(user: NewUser, password: string): Promise<AddOutcome>
  /** null: no user has that name. */
  withName(name: string): User | null
  /** The user who was removed; null: nobody has that name. */
  remove(name: string): Promise<User | null>
  /** Reads rows (user-import.ts), all or none. Nothing is written before `commit`. */
  prepareImport(rows: readonly unknown[]): Promise<PreparedImport>
}

export type PreparedImport =
  | { readonly outcome: 'refused'; readonly faults: readonly ImportFault[] }
  | {
      readonly outcome: 'prepared'
      /** In the order of the rows, with the ids they will have. */
      readonly users: readonly User[]
      /** `name-taken`: somebody else took one of the names meanwhile, and nothing was written. */
      commit(): Promise<'done' | 'name-taken'>
    }

export type AddOutcome =
  | { readonly outcome: 'added'; readonly user: User }
  | { readonly outcome: 'refused'; readonly faults: readonly ImportFault[] }

/**
 * Opens a file of users, which whoever opens it holds a lock on: what another program writes into it meanwhile is not
 * seen, and lost at the next change. Names and mail addresses compare by their NFC form in small letters; a name goes
 * before a mail address. Ids are random UUIDs.
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

  async function prepareImport(rows: readonly unknown[]): Promise<PreparedImport> {
    const read = readImportRows(rows, (name) => index().named(name) !== null)
    if (read.faults.length > 0) return { outcome: 'refused', faults: read.faults }
    const made = await makeStoredUsers(read.rows, queue)
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
    find: (login) => Promise.resolve(index().find(login)),
    get: (id) => Promise.resolve(index().withId(id)),
    verifyPassword(user, password, deadline, draw) {
      const hash = user === null ? undefined : index().passwordHash(user.id)
      if (hash !== undefined) return verifyPassword(password, hash, deadline, queue)
      return verifyForNobody(password, index().decoys().pick(draw).hash, deadline, queue)
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
