import { randomUUID } from 'node:crypto'
import {
  AndFilter,
  type Client,
  type Entry,
  EqualityFilter,
  type Filter,
  FilterParser,
  OrFilter,
  type SearchOptions,
  SubstringFilter,
} from 'ldapts'
import type { Role, User } from '../user-store.ts'
import { attributesAskedFor, says, textsOf, toUser } from './entry.ts'
import { createLdapGroups, type LdapGroupOptions } from './groups.ts'
import { filterValueOfId } from './object-id.ts'
import type { LdapSchema } from './schema.ts'

export interface UserSearchOptions {
  /** Users are below this DN. */
  readonly base: string
  readonly schema: LdapSchema
  readonly groups: LdapGroupOptions
}

/** Finds users over any connection that is allowed to search. */
export interface UserSearch {
  byLogin(client: Client, login: string): Promise<User | 'ambiguous' | null>
  byId(client: Client, id: string): Promise<User | null>
  /** The search for users with this text in a name or mail address; null: no user can match. */
  listing(client: Client, part: string, role: Role | null): Promise<SearchOptions | null>
  describe(client: Client, entries: readonly Entry[]): Promise<User[]>
  /** Number of users, and of entries without an id or a name. */
  count(client: Client): Promise<{ readonly users: number; readonly incomplete: number }>
  /** The DN of a user that this search returned; null: it returned no such user. */
  dnOf(user: User): string | null
}

/** At this number of results there may be more. */
const mostFound = 5
/** Concurrent requests on one connection; OpenLDAP closes it at a hundred. */
const describedAtOnce = 50
const countedAtOnce = 500
const nothingSpecial = { groups: [], role: 'user' } as const

/** @throws Error for an invalid filter */
export function createUserSearch({ base, schema, ...options }: UserSearchOptions): UserSearch {
  const { attributes } = schema
  const { id: idAttribute, names, displayName, email } = attributes
  const isUser = FilterParser.parseString(schema.userFilter)
  const groups = createLdapGroups(options.groups, attributes)
  const asked = attributesAskedFor(attributes)
  const dns = new WeakMap<User, string>()
  /**
   * The last user found. For an unknown user its groups are looked up instead, so that nested groups cost as many
   * searches as for a known one.
   */
  let standIn: Entry = { dn: `cn=${randomUUID()},${base}` }

  async function findEntries(client: Client, filter: Filter): Promise<Entry[]> {
    const both = new AndFilter({ filters: [isUser, filter] })
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      filter: both,
      sizeLimit: mostFound,
      ...asked,
    })
    return searchEntries
  }

  /** The single entry with this value in one of the attributes. */
  async function findOne(client: Client, where: readonly string[], wanted: string) {
    const entries = await findEntries(
      client,
      anyOf(where, (attribute) => equals(attribute, wanted)),
    )
    const [entry, ...others] = entries.filter((each) => says(each, where, wanted))
    if (entry === undefined) return null
    return others.length > 0 || entries.length === mostFound ? 'ambiguous' : entry
  }

  async function describeOne(client: Client, entry: Entry): Promise<User | null> {
    const membership = await groups.membershipOf(client, entry.dn, textsOf(entry, attributes.memberOf))
    const user = toUser(entry, attributes, membership)
    if (user !== null) dns.set(user, entry.dn)
    return user
  }

  async function describe(client: Client, entries: readonly Entry[]): Promise<User[]> {
    const users: User[] = []
    for (let at = 0; at < entries.length; at += describedAtOnce) {
      const some = entries.slice(at, at + describedAtOnce)
      const described = await Promise.all(some.map((entry) => describeOne(client, entry)))
      users.push(...described.filter((user) => user !== null))
    }
    return users
  }

  return {
    async byLogin(client, login) {
      const [named, mailed] = await Promise.all([
        findOne(client, names, login),
        login.includes('@') ? findOne(client, [email], login) : null,
      ])
      const found = named ?? mailed
      if (found === null || found === 'ambiguous') {
        await describeOne(client, standIn)
        return found
      }
      const user = await describeOne(client, found)
      standIn = found
      return user
    },
    async byId(client, id) {
      const value = filterValueOfId(idAttribute, id)
      if (value === null) return null
      const users = await describe(client, await findEntries(client, equals(idAttribute, value)))
      return users.find((user) => user.id === id) ?? null
    },
    async listing(client, part, role) {
      const byRole = role === null ? 'anybody' : await groups.filterByRole(client, role)
      if (byRole === 'nobody') return null
      const contains = (attribute: string) => new SubstringFilter({ attribute, any: [part] })
      const filters = [
        isUser,
        ...(part === '' ? [] : [anyOf([...names, displayName, email], contains)]),
        ...(byRole === 'anybody' ? [] : [byRole]),
      ]
      return { scope: 'sub', filter: new AndFilter({ filters }), ...asked }
    },
    describe,
    async count(client) {
      const found = { users: 0, incomplete: 0 }
      const isComplete = (entry: Entry) => toUser(entry, attributes, nothingSpecial) !== null
      const paged = { pageSize: countedAtOnce }
      for await (const page of client.searchPaginated(base, { filter: isUser, paged, ...asked })) {
        const users = page.searchEntries.filter(isComplete).length
        found.users += users
        found.incomplete += page.searchEntries.length - users
      }
      return found
    },
    dnOf: (user) => dns.get(user) ?? null,
  }
}

function anyOf(attributes: readonly string[], filter: (attribute: string) => Filter): Filter {
  return new OrFilter({ filters: attributes.map(filter) })
}

function equals(attribute: string, value: string | Buffer): Filter {
  return new EqualityFilter({ attribute, value })
}
