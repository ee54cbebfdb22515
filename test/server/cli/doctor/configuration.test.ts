import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkConnections } from '../../../../server/cli/doctor/configuration.ts'
import { isLoopback } from '../../../../server/lib/loopback.ts'
import { loaded } from '../../config/folder.ts'

async function found(yaml: string): Promise<string[]> {
  const config =
    await loaded(`radius: { clients: [{ name: a, address: 127.0.0.1, secret: sixteen-or-more-random }] }
userStores: [${yaml.startsWith('{') ? yaml : '{ name: local, kind: file, path: users.json }'}]
${yaml.startsWith('{') ? '' : yaml}`)
  return checkConnections(config).map(({ level, message }) => `${level} ${message}`)
}

const ldap = (more: string) => `{ name: dir, kind: ldap, base: "dc=example", ${more} }`
const sql = (kind: string, more: string) => `{ name: db, kind: ${kind}, ${more} }`
const upstream = (host: string) =>
  `{ name: up, kind: radius, servers: [{ host: "${host}", secret: hush-hush-hush-hush }] }`
const state = (url: string) => `stateStore: { kind: postgres, url: "${url}" }`

test('a store on another host is asked over an encrypted connection, or that is told', async () => {
  for (const [yaml, said] of [
    [
      ldap('host: ldap.example.org, security: none'),
      /^warning dir: passwords go to ldap\.example\.org unenc/,
    ],
    [sql('freepbx', 'host: 192.0.2.1, password: hush'), /^warning db: .* come from 192\.0\.2\.1 unencrypted/],
    [sql('fusionpbx', 'host: "2001:db8::1", password: hush'), /^warning db: .* 2001:db8::1 unencrypted/],
    [sql('freepbx', 'url: "mysql://a:b@192.0.2.1/asterisk"'), /^warning db: .* 192\.0\.2\.1 unencrypted/],
    [upstream('radius.example.org'), /^warning up: passwords go to radius\.example\.org with no more/],
    [
      state('postgres://a:b@db.example.org/x'),
      /^warning the state store's password .* db\.example\.org unenc/,
    ],
    [state('postgres://a:b@db.example.org/x?sslmode=disable'), /db\.example\.org unencrypted/],
    [state('postgres://a:b@db.example.org/x?sslmode=no-verify'), /is not asked for its certificate/],
    [state('postgres://a:b@127.0.0.1/x?host=db.example.org'), /db\.example\.org unencrypted/],
  ] as const) {
    const [only, ...others] = await found(yaml)
    assert.match(only ?? '', said, yaml)
    assert.equal(others, [])
    assert.not.match(only ?? '', 'hush')
  }
})

test('an encrypted connection, a socket and this host are well', async () => {
  for (const yaml of [
    ldap('host: ldap.example.org'),
    ldap('host: ldap.example.org, security: tls'),
    ldap('host: 127.0.0.1, security: none'),
    sql('freepbx', 'host: 192.0.2.1, tls: true, password: hush'),
    sql('freepbx', 'socket: /run/mysqld/mysqld.sock, password: hush'),
    sql('fusionpbx', 'host: "::1", password: hush'),
    sql('freepbx', 'password: hush'),
    upstream('127.0.0.2'),
    '{ name: acl, kind: issabel, path: acl.db }',
    state('postgres://a:b@db.example.org/x?sslmode=verify-full'),
    state('postgres://a:b@db.example.org/x?ssl=true'),
    state('postgres://a:b@localhost/x'),
    state('postgres://a:b@localhost/x?host=/run/postgresql'),
  ]) {
    assert.equal(await found(yaml), [], yaml)
  }
})

test('loopback is told in every spelling, and nothing else is', () => {
  for (const host of [
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    'localhost',
    'LOCALHOST',
    'a.localhost',
  ])
    assert.ok(isLoopback(host), host)
  for (const host of ['128.0.0.1', '::2', '127.example.org', 'localhost.example.org', '10.0.0.1', ''])
    assert.not.ok(isLoopback(host), host)
})

test.run()
