import { ldapSchemas } from '../../adapters/ldap/schema.ts'
import { createLdapUserStore, type LdapUserStoreOptions } from '../../adapters/ldap/user-store.ts'
import type { UserStore } from '../../adapters/user-store.ts'
import type { Entry } from './ldif.ts'
import { groupsBase, people, type Slapd, serviceAccount } from './slapd.ts'

export const dnOf = (uid: string) => `uid=${uid},${people}`
export const groupDn = (cn: string) => `cn=${cn},${groupsBase}`

export const person = (uid: string, more: Omit<Entry, 'dn'> = {}): Entry => ({
  dn: dnOf(uid),
  objectClass: ['inetOrgPerson', 'user'],
  uid,
  cn: uid,
  sn: uid,
  userPassword: `password of ${uid}`,
  ...more,
})

export const group = (cn: string, members: readonly string[]): Entry => ({
  dn: groupDn(cn),
  objectClass: 'groupOfNames',
  cn,
  member: members,
})

type StoreOptions = Partial<Omit<LdapUserStoreOptions, 'groups' | 'server'>> & {
  readonly groups?: Partial<LdapUserStoreOptions['groups']>
  readonly server?: Partial<LdapUserStoreOptions['server']>
}

/** Opens a store on a slapd for as long as `use` takes. */
export async function withLdapStore<T>(
  slapd: Slapd,
  options: StoreOptions,
  use: (store: UserStore) => Promise<T>,
): Promise<T> {
  const store = await openLdapStore(slapd, options)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

export function openLdapStore(
  slapd: Slapd,
  { server, groups, ...options }: StoreOptions,
): Promise<UserStore> {
  return createLdapUserStore({
    name: 'directory',
    server: { host: '127.0.0.1', port: slapd.port, security: 'none', caFile: null, ...server },
    serviceAccount,
    base: people,
    schema: ldapSchemas.standard,
    groups: {
      base: groupsBase,
      membership: 'direct',
      ...groups,
      roles: { admin: [], superadmin: [], ...groups?.roles },
    },
    decoyDn: null,
    timeout: 60_000,
    ...options,
  })
}
