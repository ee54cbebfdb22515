import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadConfig } from '../../../server/config/load-config.ts'
import { faultsOf, loaded, oneClient, oneUserStore, refusal, withFolder } from './folder.ts'

const complete = new URL('./complete.yaml', import.meta.url)

const day = 86_400_000
const defaultPolicy = {
  secondFactor: 'optional',
  groups: {},
  gracePeriod: 7 * day,
  driftWindow: 1,
  enrolmentCodes: { app: 1, hardware: 2 },
  requireEmail: false,
  enrolmentMail: 'link',
  enrolAtLogin: 'grace',
  emailCode: true,
  trustedDevice: 7 * day,
  resetLink: 600_000,
  selfReset: ['user', 'admin', 'superadmin'],
  adminControl: 'lower-roles',
  tenants: {},
}

test('the complete example is accepted as it stands, and says all of this', async () => {
  const file = complete.pathname
  const folder = join(file, '..')
  assert.equal(await loadConfig(file, { env: {} }), {
    dataDir: join(folder, 'data'),
    logLevel: 'info',
    log: { format: 'json' },
    radius: {
      listen: [
        { host: '127.0.0.1', port: 1812, family: 4 },
        { host: '::1', port: 1812, family: 6 },
      ],
      clients: [
        {
          name: 'office-pbx',
          address: '127.0.0.1/32',
          sharedSecret: 'sixteen-or-more-random',
          rule: { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } },
          requireMessageAuthenticator: true,
          limitProxyState: true,
          passwordEncoding: 'utf-8',
          reply: [
            {
              when: { roles: ['superadmin'], groups: [] },
              attributes: { 'Service-Type': 'Administrative-User', Class: 'admins' },
              at: { file, line: 16, column: 11, path: 'radius.clients[0].reply[0].attributes' },
            },
          ],
        },
      ],
      deadline: 4000,
      whenUnavailable: 'silence',
    },
    http: {
      listen: { host: '127.0.0.1', port: 8080, family: 4 },
      tls: null,
      publicUrl: 'http://127.0.0.1:8080',
      portals: [
        {
          name: 'portal',
          key: 'a-long-random-portal-key',
          origins: ['http://127.0.0.1:8080'],
          maySetRole: false,
          maySkipPassword: false,
        },
      ],
      trustedProxies: [],
      metrics: { allow: ['127.0.0.0/8', '::1/128'] },
    },
    userStores: [{ name: 'local', kind: 'file', path: join(folder, 'data/users.json') }],
    stateStore: { kind: 'lowdb' },
    mail: {
      from: 'Phone system <pbx@example.test>',
      language: 'en',
      templates: null,
      smtp: { host: '127.0.0.1', port: 2525, security: 'none', ca: null, login: null },
    },
    audit: { keep: 400 * day, maxSize: 5_000_000_000 },
    ship: [],
    alerts: null,
    policy: { ...defaultPolicy, groups: { admins: 'required' } },
    warnings: [],
  })
})

test('every key but the clients and the user stores may be left out and has the value of the example', async () => {
  const least = await loaded(oneClient)
  const full = await loadConfig(complete.pathname, { env: {} })
  assert.equal(least.radius, {
    listen: full.radius?.listen,
    clients: [
      {
        name: 'office',
        address: '127.0.0.1/32',
        sharedSecret: 'sixteen-or-more-random',
        rule: { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } },
        requireMessageAuthenticator: true,
        limitProxyState: true,
        passwordEncoding: 'utf-8',
        reply: [],
      },
    ],
    deadline: 4000,
    whenUnavailable: 'silence',
  })
  assert.is(least.http, null)
  assert.is(least.mail, null)
  assert.equal(least.policy, defaultPolicy)
  assert.equal(least.stateStore, full.stateStore)
})

test('sections that are there and empty have the values of the example', async () => {
  const { http, mail, policy, radius } = await loaded(
    `http: {}\nmail: {}\npolicy: {}\nradius: {}\n${oneUserStore}`,
  )
  const full = await loadConfig(complete.pathname, { env: {} })
  assert.equal(http, { ...full.http, portals: [] })
  assert.equal(mail, full.mail)
  assert.equal(policy, defaultPolicy)
  assert.equal(radius?.clients, [])
})

test('http alone is enough of a listener', async () => {
  const { http, radius } = await loaded(`http: {}\n${oneUserStore}`)
  assert.is(radius, null)
  assert.is(http?.listen.port, 8080)
})

test('a portal names the page of its module, and the certificates to trust there', () =>
  withFolder(async (folder, load) => {
    const portal = (probe: string) =>
      `http: { portals: [{ name: pbx, key: sixteen-or-more-random, probe: ${probe} }] }\n${oneUserStore}`
    const url = 'https://pbx.example.org/admin/config.php'
    const { http } = await load(portal(`{ url: "${url}", ca: pbx.pem }`))
    assert.equal(http?.portals[0]?.probe, {
      url,
      ca: {
        path: join(folder, 'pbx.pem'),
        at: { file: join(folder, 'ringlock.yaml'), line: 1, column: 119, path: 'http.portals[0].probe.ca' },
      },
    })
    assert.equal((await load(portal(`{ url: "${url}" }`))).http?.portals[0]?.probe, { url, ca: null })
    const { faults } = await refusal(load(portal('{ url: "http://pbx.example.org/" }')))
    assert.equal(
      faults.map(({ path }) => path),
      ['http.portals[0].probe.url'],
    )
  }))

test('paths are relative to the file, through whatever name it is opened', async () => {
  await withFolder(async (folder, load) => {
    const { dataDir, userStores } = await load(`dataDir: ../there\n${oneClient}`)
    assert.is(dataDir, join(folder, '../there'))
    assert.equal(userStores[0], { name: 'local', kind: 'file', path: join(folder, 'users.json') })
    await symlink(join(folder, 'ringlock.yaml'), join(folder, 'link.yaml'))
    const linked = await loadConfig(join(folder, 'link.yaml'), { env: {} })
    assert.is(linked.dataDir, dataDir)
  })
})

test('an absolute path stays', async () => {
  const { dataDir } = await loaded(`dataDir: /var/lib/ringlock\n${oneClient}`)
  assert.is(dataDir, '/var/lib/ringlock')
})

test('off is a word, not false, and switches trusted devices off', async () => {
  const { policy } = await loaded(
    `policy: { trustedDevice: off, secondFactor: off, enrolmentMail: off, groups: { a: off } }\n${oneClient}`,
  )
  assert.is(policy.trustedDevice, null)
  assert.is(policy.secondFactor, 'off')
  assert.is(policy.enrolmentMail, 'off')
  assert.equal(policy.groups, { a: 'off' })
})

test('a rule of a reply may name roles, groups or both, one or several', async () => {
  const { radius } = await loaded(`
radius:
  clients:
    - name: office
      address: 10.0.0.0/8
      secret: sixteen-or-more-random
      reply:
        - { when: { group: admins }, attributes: { Class: [a, 1] } }
        - { when: { role: [admin, superadmin], group: [a, b] }, attributes: { Session-Timeout: 60 } }
${oneUserStore}`)
  const rules = radius?.clients[0]?.reply.map(({ when, attributes }) => ({ when, attributes }))
  assert.equal(rules, [
    { when: { roles: [], groups: ['admins'] }, attributes: { Class: ['a', 1] } },
    { when: { roles: ['admin', 'superadmin'], groups: ['a', 'b'] }, attributes: { 'Session-Timeout': 60 } },
  ])
})

test('a rule of a reply without a condition is for everybody, and those behind it are warned of', async () => {
  const withReply = (...rules: string[]) =>
    loaded(oneClient.replace('secret:', `reply: [${rules.join(', ')}], secret:`))
  const everybody = '{ attributes: { Class: all } }'
  const admins = '{ when: { role: admin }, attributes: { Class: admins } }'

  const last = await withReply(admins, everybody)
  assert.equal(
    last.radius?.clients[0]?.reply.map(({ when }) => when),
    [{ roles: ['admin'], groups: [] }, null],
  )
  assert.equal(last.warnings, [])
  const { warnings } = await withReply(admins, everybody, admins)
  assert.equal(
    warnings.map(({ path, message }) => `${path} ${message}`),
    ['radius.clients[0].reply[1] is for everybody, and the entries behind it never apply: put it last'],
  )
})

test('a separator that people type inside codes is warned of', async () => {
  for (const [separator, warned] of [
    [',', false],
    ['::', false],
    ['-', true],
    [' ', true],
  ] as const) {
    const { warnings, radius } = await loaded(
      oneClient.replace('secret:', `separator: "${separator}", secret:`),
    )
    assert.is(radius?.clients[0]?.rule.separator, separator)
    assert.equal(
      warnings.map(({ path }) => path),
      warned ? ['radius.clients[0].separator'] : [],
    )
  }
})

test('a group may be called like a member of every object', async () => {
  const { policy } = await loaded(
    `policy: { groups: { constructor: required, toString: off } }\n${oneClient}`,
  )
  assert.equal(Object.entries(policy.groups), [
    ['constructor', 'required'],
    ['toString', 'off'],
  ])
})

test('an anchor may be used again', async () => {
  const { radius } = await loaded(`
radius:
  clients:
    - { name: a, address: 10.0.0.1, secret: sixteen-or-more-random, allow: &staff { groups: [staff] } }
    - { name: b, address: 10.0.0.2, secret: sixteen-or-more-random, allow: *staff }
${oneUserStore}`)
  assert.equal(radius?.clients[1]?.rule.allow, { groups: ['staff'], roles: [] })
})

test('two readings of one file share nothing that could be changed', async () => {
  const [one, other] = [await loaded(oneClient), await loaded(oneClient)]
  assert.is.not(one.policy.selfReset, other.policy.selfReset)
  assert.is.not(one.radius?.clients[0]?.rule.allow.groups, other.radius?.clients[0]?.rule.allow.groups)
})

test('a byte order mark and Windows line ends are read over', async () => {
  const yaml = (await readFile(complete, 'utf8')).replace(/\n/g, '\r\n')
  assert.is((await loaded(`\uFEFF${yaml}`)).radius?.clients[0]?.name, 'office-pbx')
})

test('files of TLS are relative to the file, and both are named', async () => {
  const { http } = await loaded(
    `http: { tls: { cert: a.pem, key: /etc/b.pem } }\nuserStores: [{ name: a, kind: file, path: u }]\n`,
  )
  assert.match(http?.tls?.cert.path ?? '', /^\/.*\/a\.pem$/)
  assert.is(http?.tls?.key.path, '/etc/b.pem')
  assert.is(http?.tls?.key.at.path, 'http.tls.key')
  const faults = await faultsOf(
    `http: { tls: { cert: a.pem } }\nuserStores: [{ name: a, kind: file, path: u }]\n`,
  )
  assert.equal(faults, ['1 http.tls.key: found nothing, expected the path of a file'])
})

test.run()
