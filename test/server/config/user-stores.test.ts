import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ldap } from '../../../adapters/ldap/kind.ts'
import { radius } from '../../../adapters/radius/kind.ts'
import { pathText } from '../../../server/config/path.ts'
import { loaded } from './folder.ts'

const absolute = (path: string) => `/etc/ringlock/${path}`
const noPassword = () => {
  throw new Error('nobody logs in')
}

test('four lines are an LDAP store, protected by StartTLS', () => {
  const values = ldap.options.parse({
    name: 'directory',
    kind: 'ldap',
    host: 'ldap.example.test',
    base: 'dc=example,dc=test',
  })
  assert.equal(ldap.settings(values, { secret: noPassword, absolute }), {
    server: { host: 'ldap.example.test', port: 389, security: 'starttls', caFile: null },
    serviceAccount: null,
    base: 'dc=example,dc=test',
    schema: {
      userFilter: '(objectClass=inetOrgPerson)',
      attributes: {
        id: 'entryUUID',
        names: ['uid'],
        displayName: 'displayName',
        email: 'mail',
        language: 'preferredLanguage',
        memberOf: 'memberOf',
        member: 'member',
      },
    },
    groups: {
      base: 'dc=example,dc=test',
      membership: 'direct',
      roles: { admin: [], superadmin: [] },
    },
    decoyDn: null,
    timeout: 2000,
  })
})

test('every key of an LDAP store reaches it', () => {
  const values = ldap.options.parse({
    name: 'directory',
    kind: 'ldap',
    host: 'dc1.example.test',
    security: 'tls',
    caFile: 'ca.pem',
    bindDn: 'cn=ringlock,dc=example,dc=test',
    passwordFile: 'ldap-password',
    base: 'dc=example,dc=test',
    schema: 'active-directory',
    userFilter: '(objectClass=user)',
    attributes: { names: 'mail', displayName: 'cn' },
    groups: { base: 'ou=groups,dc=example,dc=test', membership: 'nested-by-server' },
    roles: { admin: ['cn=admins,ou=groups,dc=example,dc=test'] },
    decoyDn: 'cn=decoy,dc=example,dc=test',
    timeout: '1s',
  })
  const options = ldap.settings(values, { secret: () => 'from the file', absolute })
  assert.equal(options.server, {
    host: 'dc1.example.test',
    port: 636,
    security: 'tls',
    caFile: '/etc/ringlock/ca.pem',
  })
  assert.equal(options.serviceAccount, { dn: 'cn=ringlock,dc=example,dc=test', password: 'from the file' })
  assert.is(options.schema.userFilter, '(objectClass=user)')
  assert.equal(options.schema.attributes.names, ['mail'])
  assert.is(options.schema.attributes.displayName, 'cn')
  assert.is(options.schema.attributes.id, 'objectGUID')
  assert.equal(options.groups, {
    base: 'ou=groups,dc=example,dc=test',
    membership: 'nested-by-server',
    roles: { admin: ['cn=admins,ou=groups,dc=example,dc=test'], superadmin: [] },
  })
  assert.is(options.decoyDn, 'cn=decoy,dc=example,dc=test')
  assert.is(options.timeout, 1000)
})

for (const [what, wrong] of [
  ['a base that is no DN', { base: 'example' }],
  ['no base', { base: undefined }],
  ['an unknown protection', { security: 'ssl' }],
  ['a timeout beyond reason', { timeout: '5m' }],
  ['a role without a DN', { roles: { admin: ['admins'] } }],
  ['no login name', { attributes: { names: [] } }],
  ['an account without a password', { bindDn: 'cn=ringlock,dc=example' }],
  ['a password without an account', { passwordEnv: 'PASSWORD' }],
  ['an unknown key', { url: 'ldap://x' }],
] as const) {
  test(`${what} is a fault`, () => {
    const result = ldap.options.safeParse({
      name: 'directory',
      kind: 'ldap',
      host: 'x',
      base: 'dc=example',
      ...wrong,
    })
    assert.not(result.success)
  })
}

test('a RADIUS store has servers with a secret each', () => {
  const values = radius.options.parse({
    name: 'upstream',
    kind: 'radius',
    servers: [
      { host: '192.0.2.1', secret: 'one' },
      { host: '192.0.2.2', port: 1645, secretFile: 'two', requireMessageAuthenticator: false },
    ],
  })
  assert.equal(
    radius.settings(values, { secret: (owner) => `secret of ${pathText(owner ?? [])}`, absolute }),
    {
      servers: [
        {
          host: '192.0.2.1',
          port: 1812,
          sharedSecret: 'secret of servers[0]',
          requireMessageAuthenticator: true,
        },
        {
          host: '192.0.2.2',
          port: 1645,
          sharedSecret: 'secret of servers[1]',
          requireMessageAuthenticator: false,
        },
      ],
      nasIdentifier: 'ringlock',
      caseSensitive: false,
      groups: [],
      timeout: 3000,
    },
  )
  assert.not(radius.options.safeParse({ name: 'upstream', kind: 'radius', servers: [] }).success)
})

const stores = `
radius:
  clients: [{ name: pbx, address: 127.0.0.1, secret: sixteen-or-more-random }]
userStores:
  - { name: local, kind: file, path: users.json }
  - name: directory
    kind: ldap
    realm: Corp.example
    host: ldap.example.test
    bindDn: cn=ringlock,dc=example
    passwordEnv: LDAP_PASSWORD
    base: dc=example
  - name: upstream
    kind: radius
    realm: [old.example, OLD]
    servers: [{ host: 192.0.2.1, secretEnv: RADIUS_SECRET }]
`

test('stores of several kinds stand side by side, with their secrets and realms', async () => {
  const secrets = { LDAP_PASSWORD: 'of the account', RADIUS_SECRET: 'sixteen-or-more-random' }
  const { userStores } = await loaded(stores, secrets)
  assert.equal(
    userStores.map(({ name, kind, realms }) => ({ name, kind, realms })),
    [
      { name: 'local', kind: 'file', realms: undefined },
      { name: 'directory', kind: 'ldap', realms: ['Corp.example'] },
      { name: 'upstream', kind: 'radius', realms: ['old.example', 'OLD'] },
    ],
  )
  const [, directory, upstream] = userStores
  assert.ok(directory?.kind === 'ldap' && upstream?.kind === 'radius')
  assert.is(directory.serviceAccount?.password, 'of the account')
  assert.is(upstream.servers[0].sharedSecret, 'sixteen-or-more-random')
})

for (const realm of ['', 'a@b', 'corp.', 'c o', 'a:b', 'CORP\\x', [], ['corp', ''], ['corp', 'a@b']]) {
  test(`${JSON.stringify(realm)} is no realm`, () => {
    const store = { name: 'directory', kind: 'ldap', host: 'x', base: 'dc=example' }
    assert.not(ldap.options.safeParse({ ...store, realm }).success)
    for (const right of ['corp.example', ['corp.example', 'CORP']]) {
      assert.ok(ldap.options.safeParse({ ...store, realm: right }).success)
    }
  })
}

test('a RADIUS store in front of others, which takes every name, is a warning', async () => {
  const server = 'kind: radius, servers: [{ host: 192.0.2.1, secret: sixteen-or-more-random }]'
  const warned = async (...stores: readonly string[]) => {
    const rest = 'http: { publicUrl: "http://127.0.0.1:8080" }'
    const { warnings } = await loaded(
      `userStores: [${stores.map((store) => `{ ${store} }`).join(', ')}]\n${rest}`,
    )
    return warnings.map(({ path, message }) => `${path}: ${message}`)
  }
  const file = 'name: local, kind: file, path: users.json'
  const says =
    'userStores[0]: takes every name for one of its users: put it last, or give each store behind it a realm'
  assert.equal(await warned(`name: old, ${server}`, file), [says])
  assert.equal(await warned(`name: old, ${server}, realm: Corp`, file), [says])
  assert.equal(await warned(`name: old, ${server}, realm: Corp`, `${file}, realm: corp`), [says])
  assert.equal(await warned(`name: old, ${server}, realm: [Corp, old]`, `${file}, realm: [OLD, corp]`), [
    says,
  ])
  assert.equal(await warned(`name: old, ${server}, realm: [Corp, old]`, `${file}, realm: [corp, other]`), [])
  assert.equal(await warned(`name: old, ${server}`, `${file}, realm: local`), [])
  assert.equal(await warned(file, `name: old, ${server}`), [])
})

test.run()
