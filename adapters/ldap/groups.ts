import {
  AndFilter,
  type Client,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  NotFilter,
  OrFilter,
  PresenceFilter,
} from 'ldapts'
import { type Role, UserEntryError } from '../user-store.ts'
import { comparableDn, firstValueOf, isBelow } from './distinguished-name.ts'
import type { LdapAttributes } from './schema.ts'

export interface LdapGroupOptions {
  /** Only groups below this DN are named; two with the same name count as one. */
  readonly base: string
  /**
   * `direct`: the user's memberOf. `nested`: groups of groups too, with one search per level. `nested-by-server`:
   * Active Directory finds them in one search.
   */
  readonly membership: 'direct' | 'nested' | 'nested-by-server'
  /** DNs of the groups whose members have a role. */
  readonly roles: { readonly admin: readonly string[]; readonly superadmin: readonly string[] }
}

/** The group names and the role that follow from a user's groups. */
export interface Membership {
  readonly groups: readonly string[]
  readonly role: Role
}

/** A filter for the users with a role. `nobody` and `anybody` need no search. */
export type RoleFilter = Filter | 'nobody' | 'anybody'

export interface LdapGroups {
  membershipOf(client: Client, userDn: string, memberOf: readonly string[]): Promise<Membership>
  filterByRole(client: Client, role: Role): Promise<RoleFilter>
}

/** LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS section 3.1.1.3.4.4.3). */
const inChain = '1.2.840.113556.1.4.1941'
/** Bounds the search through nested groups. No real user is in more groups. */
const mostGroups = 1000

export function createLdapGroups(options: LdapGroupOptions, attributes: LdapAttributes): LdapGroups {
  const { membership } = options
  const base = keyOf(options.base)
  const roleKeys = {
    admin: new Set(options.roles.admin.map(keyOf)),
    superadmin: new Set(options.roles.superadmin.map(keyOf)),
  }

  async function groupsOf(client: Client, userDn: string, memberOf: readonly string[]): Promise<string[]> {
    if (membership === 'direct') return [...memberOf]
    if (membership === 'nested') return walk(client, [userDn], attributes.member)
    return search(
      client,
      new ExtensibleFilter({ matchType: attributes.member, rule: inChain, value: userDn }),
    )
  }

  /** Groups with one of these values in the attribute, the groups that have those, and so on; each is visited once. */
  async function walk(client: Client, from: readonly string[], attribute: string): Promise<string[]> {
    const found = new Map<string, string>()
    for (let level = from; level.length > 0; ) {
      const next = await search(client, anyOf(attribute, level))
      level = next.filter((dn) => !found.has(keyOf(dn)))
      for (const dn of level) found.set(keyOf(dn), dn)
      if (found.size > mostGroups) throw new UserEntryError(`${from[0]} is in more than ${mostGroups} groups`)
    }
    return [...found.values()]
  }

  async function search(client: Client, filter: Filter): Promise<string[]> {
    const isGroup = new PresenceFilter({ attribute: attributes.member })
    const { searchEntries } = await client.search(options.base, {
      scope: 'sub',
      filter: new AndFilter({ filters: [isGroup, filter] }),
      attributes: ['1.1'],
    })
    return searchEntries.map(({ dn }) => dn)
  }

  async function membersOf(client: Client, groups: readonly string[]): Promise<Filter | null> {
    if (groups.length === 0) return null
    const { memberOf } = attributes
    if (membership === 'nested-by-server') {
      return new OrFilter({
        filters: groups.map((dn) => new ExtensibleFilter({ matchType: memberOf, rule: inChain, value: dn })),
      })
    }
    const below = membership === 'nested' ? await walk(client, groups, memberOf) : []
    return anyOf(memberOf, [...groups, ...below])
  }

  return {
    async membershipOf(client, userDn, memberOf) {
      const dns = await groupsOf(client, userDn, memberOf)
      const keys = dns.map(keyOf)
      const has = (role: keyof typeof roleKeys) => keys.some((key) => roleKeys[role].has(key))
      const names = dns.filter((_, i) => isBelow(keys[i] ?? '', base)).map((dn) => firstValueOf(dn) ?? dn)
      return {
        groups: [...new Set(names)],
        role: has('superadmin') ? 'superadmin' : has('admin') ? 'admin' : 'user',
      }
    },
    async filterByRole(client, role) {
      const { admin, superadmin } = options.roles
      if (role === 'superadmin') return (await membersOf(client, superadmin)) ?? 'nobody'
      const above = await membersOf(client, role === 'admin' ? superadmin : [...admin, ...superadmin])
      const notAbove = above === null ? [] : [new NotFilter({ filter: above })]
      if (role === 'user') return notAbove[0] ?? 'anybody'
      const admins = await membersOf(client, admin)
      return admins === null ? 'nobody' : new AndFilter({ filters: [admins, ...notAbove] })
    },
  }
}

function anyOf(attribute: string, values: readonly string[]): Filter {
  return new OrFilter({ filters: values.map((value) => new EqualityFilter({ attribute, value })) })
}

/** A value that is no DN equals only itself. */
function keyOf(dn: string): string {
  return comparableDn(dn) ?? `?${dn}`
}
