import type { Client, Entry, SearchOptions } from 'ldapts'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ldapSchemas } from '../../../adapters/ldap/schema.ts'
import { createUserSearch } from '../../../adapters/ldap/user-search.ts'

const people = 'ou=people,dc=example,dc=test'
const alice: Entry = {
  dn: `cn=alice,${people}`,
  objectGUID: Buffer.alloc(16, 1),
  sAMAccountName: 'alice',
  userPrincipalName: 'alice@corp.test',
  mail: 'alice@example.test',
}
const shared = { objectGUID: Buffer.alloc(16, 2), mail: 'shared@example.test' }
const bob: Entry = { ...shared, dn: `cn=bob,${people}`, sAMAccountName: 'bob' }
const carol: Entry = { ...shared, dn: `cn=carol,${people}`, sAMAccountName: 'carol' }

/** A server that finds those whose values stand in the filter, and keeps count of what it is asked. */
function fakeClient() {
  const asked: string[] = []
  const search = async (base: string, { filter }: SearchOptions) => {
    asked.push(base)
    const wanted = String(filter)
    const says = (value: unknown) => typeof value === 'string' && wanted.includes(`=${value})`)
    const searchEntries = [alice, bob, carol].filter(({ dn: _, ...values }) =>
      Object.values(values).some(says),
    )
    const groupsFound = wanted.includes(alice.dn) ? [{ dn: 'cn=staff,ou=groups' }] : []
    return { searchEntries: base === people ? searchEntries : groupsFound, searchReferences: [] }
  }
  return { client: { search } as unknown as Client, asked }
}

for (const membership of ['direct', 'nested', 'nested-by-server'] as const) {
  test(`with ${membership} groups, the server is asked as much for an unknown user as for a known one`, async () => {
    const groups = { base: 'ou=groups', membership, roles: { admin: [], superadmin: [] } }
    const users = createUserSearch({ base: people, schema: ldapSchemas['active-directory'], groups })
    const questionsFor = async (login: string, expected: string | null) => {
      const { client, asked } = fakeClient()
      const found = await users.byLogin(client, login)
      assert.is(found === null || found === 'ambiguous' ? found : found.name, expected, login)
      return asked
    }
    const forAlice = await questionsFor('alice', 'alice')
    assert.is(forAlice.length, { direct: 1, nested: 3, 'nested-by-server': 2 }[membership])
    assert.equal(await questionsFor('mallory', null), forAlice)
    const forNobody = await questionsFor('mallory@corp.test', null)
    assert.equal(await questionsFor('alice@corp.test', 'alice'), forNobody)
    assert.equal(await questionsFor('alice@example.test', 'alice'), forNobody)
    assert.equal(await questionsFor('shared@example.test', 'ambiguous'), forNobody)
  })
}

test.run()
