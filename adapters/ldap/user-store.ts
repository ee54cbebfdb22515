import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Client, InvalidCredentialsError, NoSuchObjectError, SizeLimitExceededError } from 'ldapts'
import { type User, UserEntryError, type UserStore, UserStoreError } from '../user-store.ts'
import { connectAs, connectToLdap, type LdapServer, type ServiceAccount } from './connection.ts'
import { createPagedSearches } from './paged-searches.ts'
import { createPool } from './pool.ts'
import { createUserSearch, type UserSearchOptions } from './user-search.ts'

export interface LdapUserStoreOptions extends UserSearchOptions {
  readonly name: string
  readonly server: Omit<LdapServer, 'ca'> & {
    /** PEM; null: the certificate authorities of Node.js. */
    readonly caFile: string | null
  }
  /** The account that searches; null: anonymous searches are allowed. */
  readonly serviceAccount: ServiceAccount | null
  /**
   * An entry to bind as for unknown users: its password is known to no person, its hash takes as long as those of
   * users, and it is never locked. null: a DN that does not exist, which servers with slow hashes refuse sooner.
   */
  readonly decoyDn: string | null
  /** Time limit of a request, connecting included, ms. A page for admins may take four times as long. */
  readonly timeout: number
}

/** Most connections at once, separately for searches and for binds. */
const mostConnections = 8
/** Milliseconds. Firewalls drop idle connections silently, some after a minute. */
const idleFor = 45_000
const longestText = 256
/** Milliseconds. */
const longestExamination = 60_000

/**
 * Users of an LDAP server. The service account searches for them; a bind as the DN that was found verifies the
 * password, over connections that are used for nothing else. Names and mail addresses are compared as NFC in lower
 * case, whatever else the server treats as equal; names go first. Referrals are not followed.
 *
 * `list` returns users in the server's order. It throws where the server's size limit hides some of them from the
 * service account, because an incomplete list would look complete.
 *
 * @throws Error for an invalid filter, and for a certificate file that cannot be read
 */
export async function createLdapUserStore(options: LdapUserStoreOptions): Promise<UserStore> {
  const { name, serviceAccount, base, timeout } = options
  const { caFile } = options.server
  const server = { ...options.server, ca: caFile === null ? null : await readFile(caFile, 'utf8') }
  const decoyDn = options.decoyDn ?? `cn=${randomUUID()},${base}`
  const users = createUserSearch(options)
  const openForSearches = (signal: AbortSignal) => connectAs(serviceAccount, server, signal)
  const openForBinds = (signal: AbortSignal) => connectToLdap(server, signal)
  const searches = createPool({ open: openForSearches, most: mostConnections, idleFor })
  const binds = createPool({ open: openForBinds, most: mostConnections, idleFor })
  const pages = createPagedSearches({ open: openForSearches, timeout: 4 * timeout })

  function search<T>(task: (client: Client) => Promise<T>, patience = timeout): Promise<T> {
    return searches.use(Date.now() + patience, ({ client }) => task(client)).catch(throwStoreError)
  }

  function throwStoreError(error: unknown): never {
    if (error instanceof UserEntryError) throw error
    throw new UserStoreError(`${name}: ${server.host}:${server.port}: ${reasonOf(error)}`, { cause: error })
  }

  async function dnOf(user: User, patience: number): Promise<string | null> {
    const known = users.dnOf(user)
    if (known !== null) return known
    const found = await search((client) => users.byId(client, user.id), patience)
    return found === null ? null : users.dnOf(found)
  }

  function bind(dn: string, password: string, deadline: number): Promise<'ok' | 'wrong'> {
    return binds.use(deadline, async ({ client }) => {
      try {
        await client.bind(dn, password)
        return 'ok'
      } catch (error) {
        if (isRefusal(error)) return 'wrong'
        throw error
      }
    })
  }

  return {
    name,
    async find(login) {
      return login !== '' && isPlausible(login) ? search((client) => users.byLogin(client, login)) : null
    },
    async get(id) {
      return id !== '' && isPlausible(id) ? search((client) => users.byId(client, id)) : null
    },
    async verifyPassword(user, password, loginDeadline) {
      // RFC 4513 section 5.1.2: a bind with a DN and an empty password succeeds without proving anything.
      if (password === '') return 'wrong'
      const now = Date.now()
      const deadline = Math.min(loginDeadline, now + timeout)
      try {
        const dn = user === null ? null : await dnOf(user, deadline - now)
        const verdict = await bind(dn || decoyDn, password, deadline)
        return dn ? verdict : 'wrong'
      } catch {
        return 'unavailable'
      }
    },
    async list({ search: part, role, cursor, limit }) {
      const offset = Number(cursor ?? 0)
      if (!Number.isSafeInteger(offset) || !isPlausible(part)) return emptyPage
      const listing = await search((client) => users.listing(client, part, role))
      if (listing === null) return emptyPage
      const paged = { key: JSON.stringify([part, role]), base, options: listing, limit }
      const { entries, nextOffset } = await pages.read(paged, offset).catch(throwStoreError)
      return {
        users: await search((client) => users.describe(client, entries), 4 * timeout),
        nextCursor: nextOffset === null ? null : String(nextOffset),
      }
    },
    async examine() {
      const { users: count, incomplete } = await search((client) => users.count(client), longestExamination)
      const warnings: string[] = []
      if (incomplete > 0) {
        const { id, names } = options.schema.attributes
        warnings.push(`${incomplete} entries are no users, because ${id} or ${names[0]} cannot be read`)
      }
      return { users: count, hashes: [], warnings }
    },
    async close() {
      searches.close()
      binds.close()
      pages.close()
    },
  }
}

const emptyPage = { users: [], nextCursor: null }

/** No name contains other texts, and servers treat control characters differently. */
function isPlausible(text: string): boolean {
  return text.length <= longestText && !/\p{Cc}/u.test(text)
}

function reasonOf(error: unknown): string {
  if (error instanceof SizeLimitExceededError) {
    return 'a size limit keeps entries from the service account; raise it for this account'
  }
  // OpenSSL's messages end with a newline.
  return (error instanceof Error ? error.message : String(error)).trim()
}

/** Any other answer to a bind says nothing about the password. */
function isRefusal(error: unknown): boolean {
  return error instanceof InvalidCredentialsError || error instanceof NoSuchObjectError
}
