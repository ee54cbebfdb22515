import { test } from 'uvu'
import { ldapSchemas } from '../../adapters/ldap/schema.ts'
import type { LdapUserStoreOptions } from '../../adapters/ldap/user-store.ts'
import { roles } from '../../adapters/user-store.ts'
import { fixtureUsers, testUserStoreContract } from '../adapters/user-store-contract.ts'
import { dnOf, group, groupDn, openLdapStore, person } from './ldap-people.ts'
import { peerSuites } from './peers.ts'
import { type Slapd, startSlapd } from './slapd.ts'

const admins = groupDn('admins')
const superadmins = 'cn=superadmins,ou=people,dc=example,dc=test'

/** The contract's users; who is a superadmin is so by a group whose name is none of theirs. */
async function startWithFixtureUsers(): Promise<Slapd> {
  const slapd = await startSlapd(
    fixtureUsers.map(({ name, displayName, email, language, enabled, password }, i) =>
      person(name, {
        displayName: displayName ?? undefined,
        mail: email ?? undefined,
        preferredLanguage: language ?? undefined,
        userPassword: password,
        objectCategory: 'person',
        sAMAccountName: name,
        objectGUID: Buffer.alloc(16, `guid ${i}`),
        userAccountControl: enabled ? '512' : '514',
      }),
    ),
  )
  const names = new Set(fixtureUsers.flatMap(({ groups }) => groups))
  const membersOf = (name: string) =>
    fixtureUsers
      .filter(({ groups }) => (groups as readonly string[]).includes(name))
      .map((user) => dnOf(user.name))
  const erin = fixtureUsers.filter(({ role }) => role === 'superadmin').map(({ name }) => dnOf(name))
  await slapd.add([
    ...[...names].map((name) => group(name, membersOf(name))),
    { ...group('superadmins', erin), dn: superadmins },
  ])
  return slapd
}

type Variant = Pick<LdapUserStoreOptions, 'schema'> & { readonly membership: 'direct' | 'nested' }

const variants: Readonly<Record<string, Variant>> = {
  'ldap with inetOrgPerson': { schema: ldapSchemas.standard, membership: 'direct' },
  "ldap with Active Directory's attributes": {
    schema: ldapSchemas['active-directory'],
    membership: 'direct',
  },
}
for (const [kind, { schema, membership }] of Object.entries(variants)) {
  peerSuites(`user store contract: ${kind}`, { needs: ['slapd'] }, () => {
    let slapd: Promise<Slapd> | null = null
    const groups = { membership, roles: { admin: [admins], superadmin: [superadmins] } }
    testUserStoreContract(
      kind,
      async () => {
        slapd ??= startWithFixtureUsers()
        return openLdapStore(await slapd, { schema, groups })
      },
      { displayName: true, email: true, groups: true, language: true, disabled: true, roles },
      async () => (await slapd)?.stop(),
    )
  })
}

test.run()
