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
    /** PEM; null: whom Node.js trusts. */
    readonly caFile: string | null
  }
  /** Who searches; null: anybody may. */
  readonly serviceAccount: ServiceAccount | null
  /**
   * What is bound as for nobody: an entry with a password that no one knows, whose hash takes as long as those of users
   * and which is never locked. null: a DN that does not exist, which servers with slow hashes refuse sooner.
   */
  readonly decoyDn: string | null
  /** Milliseconds that a question may take, connecting included; a page for the admin may take four times as long. */
  readonly timeout: number
}

/** At a time, to search and to bind each. */
const mostConnections = 8
/** Milliseconds. Firewalls forget connections without saying so, some after a minute. */
const idleFor = 45_000
const longestText = 256
/** Milliseconds. */
const longestExamination = 60_000

/**
 * Users of an LDAP server: searched for with the service account, their passwords proven by a bind as the DN that was
 * found, over connections that serve for nothing else. Names and mail addresses compare by their NFC form in small
 * letters, whatever else the server would take for the same; a name goes before a mail address. Referrals are not followed.
 *
 * `list` gives users in the server's own order. Where the server's size limit keeps some of them from the service account
 * it throws: a list with holes would look whole.
 *
 * @throws Error for a filter that is none, and for a file of certificates that cannot be read
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
      // RFC 4513 section 5.1.2: a bind with a DN and without a password succeeds, and proves nothing.
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
        warnings.push(`${incomplete} entries are nobody, because ${id} or ${names[0]} cannot be read`)
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

/** Other texts are in nobody's name, and what servers make of control characters is their own affair. */
function isPlausible(text: string): boolean {
  return text.length <= longestText && !/\p{Cc}/u.test(text)
}

function reasonOf(error: unknown): string {
  if (error instanceof SizeLimitExceededError) {
    return 'a size limit keeps entries from the service account; raise it for this account'
  }
  // OpenSSL ends its messages with a line end.
  return (error instanceof Error ? error.message : String(error)).trim()
}

/** Every other answer to a bind says nothing about the password. */
function isRefusal(error: unknown): boolean {
  return error instanceof InvalidCredentialsError || error instanceof NoSuchObjectError
}
