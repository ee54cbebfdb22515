import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDatabaseUrl } from '../../../adapters/database/connection-options.ts'
import { faultsOf, loaded, withFolder } from './folder.ts'

const withStore = (store: string) => `http: {}\nuserStores:\n  - ${store}\n`
const storeOf = async (store: string, env: Record<string, string> = {}) =>
  (await loaded(withStore(store), env)).userStores[0]

const usual = { host: '127.0.0.1', socket: null, tls: null, connections: 8, timeout: 3000 }

test('FreePBX takes three words and a password', async () => {
  assert.equal(await storeOf('{ name: pbx, kind: freepbx, password: hush }'), {
    kind: 'freepbx',
    name: 'pbx',
    loginTo: 'ucp',
    ampusers: false,
    connection: { ...usual, port: 3306, user: 'freepbxuser', password: 'hush', database: 'asterisk' },
  })
})

test('FreePBX: administrators of ampusers are users where they log in, unless one says otherwise', async () => {
  const served = async (keys: string) => {
    const { userStores, warnings } = await loaded(withStore(`{ name: pbx, kind: freepbx, ${keys} }`))
    const { loginTo, ampusers } = userStores[0] as Extract<(typeof userStores)[0], { kind: 'freepbx' }>
    return [loginTo, ampusers, ...warnings.map(({ path, message }) => `${path}: ${message}`)]
  }
  assert.equal(await served('loginTo: any'), ['any', true])
  assert.equal(await served('loginTo: admin'), ['admin', true])
  assert.equal(await served('loginTo: admin, ampusers: false'), ['admin', false])
  assert.equal(await served('loginTo: ucp'), ['ucp', false])
  const notice = 'userStores[0].door: is called loginTo now, and is still read'
  assert.equal(await served('door: admin'), ['admin', false, notice])
  assert.equal(await served('door: admin, ampusers: true'), ['admin', true, notice])
  assert.equal(await served('door: ucp'), ['ucp', false, notice])
  assert.equal(await faultsOf(withStore('{ name: pbx, kind: freepbx, loginTo: admin, door: admin }')), [
    '3 userStores[0].door: found "admin", expected loginTo alone',
  ])
  for (const written of ['ampusers: true', 'ampusers: true, loginTo: ucp', 'ampusers: true, door: ucp']) {
    assert.equal(await faultsOf(withStore(`{ name: pbx, kind: freepbx, ${written} }`)), [
      '3 userStores[0].ampusers: found true, expected loginTo: admin or any with it; UCP knows no administrators of ampusers',
    ])
  }
})

test('FusionPBX takes the same, and a domain', async () => {
  const store = '{ name: pbx, kind: fusionpbx, domain: a.example.org, passwordEnv: PASSWORD, timeout: 5s }'
  assert.equal(await storeOf(store, { PASSWORD: 'hush' }), {
    kind: 'fusionpbx',
    name: 'pbx',
    domain: 'a.example.org',
    connection: {
      ...usual,
      port: 5432,
      user: 'fusionpbx',
      password: 'hush',
      database: 'fusionpbx',
      timeout: 5000,
    },
  })
})

test('a URL says it all, from a variable too, and % stands for what would end a part', async () => {
  const store = '{ name: pbx, kind: freepbx, door: admin, urlEnv: DATABASE }'
  const config = await storeOf(store, { DATABASE: 'mariadb://me%40here:p%2Fw@[::1]:3307/aster%20isk' })
  assert.equal(config, {
    kind: 'freepbx',
    name: 'pbx',
    loginTo: 'admin',
    ampusers: false,
    connection: {
      ...usual,
      host: '::1',
      port: 3307,
      user: 'me@here',
      password: 'p/w',
      database: 'aster isk',
    },
  })
})

test('paths of sockets, certificates and databases are relative to the file', () =>
  withFolder(async (folder, load) => {
    await writeFile(join(folder, 'password'), 'hush\n', { mode: 0o600 })
    const { userStores } = await load(`http: {}
userStores:
  - { name: a, kind: freepbx, socket: run/mysqld.sock, user: root }
  - { name: b, kind: fusionpbx, host: db, tls: true, caFile: ca.pem, passwordFile: password }
  - { name: c, kind: issabel, path: acl.db }
  - { name: d, kind: issabel }
`)
    const [a, b, c, d] = userStores
    assert.ok(
      a.kind === 'freepbx' && b?.kind === 'fusionpbx' && c?.kind === 'issabel' && d?.kind === 'issabel',
    )
    assert.equal([a.connection.socket, a.connection.password], [join(folder, 'run/mysqld.sock'), ''])
    assert.equal(b.connection.tls, { caFile: join(folder, 'ca.pem') })
    assert.is(b.connection.password, 'hush')
    assert.equal([c.path, d.path], [join(folder, 'acl.db'), '/var/www/db/acl.db'])
  }))

const queries = `queries: { user: "a = :login", userById: "a = :id", page: "a > :after, a like :search, :limit" }`

test('a store of configured queries has an engine, which sets the port', async () => {
  for (const [engine, port] of [
    ['mariadb', 3306],
    ['postgres', 5432],
  ] as const) {
    const store = await storeOf(
      `{ name: crm, kind: sql, engine: ${engine}, user: u, password: p, database: d, hashes: [bcrypt], ${queries} }`,
    )
    assert.ok(store.kind === 'sql')
    assert.equal([store.engine, store.connection.port, store.hashes], [engine, port, ['bcrypt']])
  }
})

test('every fault of a database is told at once, and no secret', async () => {
  const yaml = `http: {}
userStores:
  - { name: a, kind: freepbx, door: back, url: "mysql://u:hush@h/d", host: h, password: hush }
  - { name: b, kind: freepbx, url: "postgres://u:hush@h/d" }
  - { name: c, kind: fusionpbx, socket: s, port: 1, caFile: ca.pem, connections: 0, timeout: 1h }
  - { name: d, kind: sql, engine: oracle, hashes: [rot13], queries: { user: "x", userById: ":id", page: ":after" } }
  - { name: e, kind: issabel, path: "" }
`
  const faults = await faultsOf(yaml)
  assert.equal(
    faults.sort(),
    [
      '3 userStores[0].door: found "back", expected admin | ucp',
      '3 userStores[0].host: found host beside url, expected nothing: url says it',
      '3 userStores[0].password: found password beside url, expected nothing: url says it',
      '4 userStores[1].url: found 21 characters, expected mariadb://USER:PASSWORD@HOST:PORT/DATABASE, with % where a letter would end it',
      '5 userStores[2].connections: found 0, expected a whole number from 1 to 100',
      '5 userStores[2].port: found port beside socket, expected nothing: socket says it',
      '5 userStores[2].timeout: found "1h", expected a duration from 1s to 30s',
      '5 userStores[2].tls: found nothing, expected true, for caFile',
      '6 userStores[3].database: found nothing, expected database, or url',
      '6 userStores[3].engine: found "oracle", expected mariadb | postgres',
      '6 userStores[3].hashes[0]: found "rot13", expected argon2 | bcrypt | phpass | sha-crypt | md5-crypt | ssha | pbkdf2 | md5-hex | sha1-hex | wazo',
      '6 userStores[3].queries.page: found ":after", expected a query with :search, :after, :limit in it and no other such name',
      '6 userStores[3].queries.user: found "x", expected a query with :login in it and no other such name',
      '6 userStores[3].user: found nothing, expected user, or url',
      '7 userStores[4].path: found "", expected the path of a file',
    ].sort(),
  )
  assert.not.match(faults.join('\n'), 'hush')
})

test('only whole URLs of the engine are URLs of a database', () => {
  assert.equal(parseDatabaseUrl('postgresql://u@h/d', 'postgres'), {
    host: 'h',
    port: null,
    user: 'u',
    password: '',
    database: 'd',
  })
  for (const url of [
    'postgres://u:p@h',
    'postgres://u:p@h/',
    'postgres://h/d',
    'postgres://u:p@h/d/e',
    'postgres://u:p@h/d?sslmode=disable',
    'postgres://u:p@h/d#x',
    'postgres://u:%zz@h/d',
    'postgres:///d',
    'mysql://u:p@h/d',
    'h/d',
    '',
  ]) {
    assert.is(parseDatabaseUrl(url, 'postgres'), null, url)
  }
})

test.run()
