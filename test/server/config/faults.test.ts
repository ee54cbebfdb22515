import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadConfig } from '../../../server/config/load-config.ts'
import { faultsOf, faultText, oneClient, oneUserStore, refusal, withFolder } from './folder.ts'

test('every fault of a file is told at once: where, what was found, what is expected', async () => {
  const yaml = `dataDir: ""
logLevel: loud
radius:
  listen: [localhost:1812, "127.0.0.1:1812", "[::1]:65536", "127.0.0.1:1812"]
  deadline: 0s
  clients:
    - name: office
      address: 10.0.0.5/8
      secret: ""
      secondFactor: sms
      separator: "x"
      reply:
        - { when: {}, attributes: { Class: true } }
        - { when: { role: root }, attributes: {} }
    - name: office
      address: 10.0.0.0/33
      secretEnv: NOT_SET
      requireMessageAuthenticator: "yes"
      allow: { roles: [boss] }
http:
  publicUrl: ftp://example.org
  portals:
    - { name: portal, origins: ["https://Portal.example.org/", "https://*.example.org"] }
userStores:
  - { name: "a:b", kind: file, path: users.json }
  - { name: kerberos, kind: kerberos, url: ldap://localhost }
stateStore: { kind: postgres, url: postgres://ringlock:pass@db/ringlock }
mail: { from: nobody, smtp: { port: 0, security: ssl, user: me } }
policy:
  groups: { admins: always }
  gracePeriod: 7
  driftWindow: 11
  trustedDevice: on
  emailCode: 1
  selfReset: all
`
  const expectedDuration = 'a duration such as 30s, 10m, 2h or 7d'
  assert.equal(await faultsOf(yaml), [
    '1 dataDir: found "", expected the path of a folder',
    '2 logLevel: found "loud", expected trace | debug | info | warn | error | fatal | silent',
    '4 radius.listen[0]: found "localhost:1812", expected an IP address and a port: "127.0.0.1:1812" or "[::1]:1812"',
    '4 radius.listen[2]: found "[::1]:65536", expected an IP address and a port: "127.0.0.1:1812" or "[::1]:1812"',
    '4 radius.listen[3]: found "127.0.0.1:1812" again, expected each address once',
    '5 radius.deadline: found "0s", expected a duration from 1s to 60s',
    '8 radius.clients[0].address: found "10.0.0.5/8", expected "10.0.0.0/8", or an address alone (bits after the prefix must be 0)',
    '9 radius.clients[0].secret: found nothing in it, expected the shared secret',
    '10 radius.clients[0].secondFactor: found "sms", expected append | challenge | auto | code-only | none',
    '11 radius.clients[0].separator: found "x", expected at most 16 characters, without letters and digits, which codes are made of',
    '13 radius.clients[0].reply[0].when: found a mapping, expected a role, a group or both',
    '13 radius.clients[0].reply[0].attributes.Class: found true, expected text, a number, or a list of them',
    '14 radius.clients[0].reply[1].when.role: found "root", expected one or a list of user | admin | superadmin',
    '15 radius.clients[1].name: found "office" again, expected a name that no other client has',
    '16 radius.clients[1].address: found "10.0.0.0/33", expected an IP address or a CIDR: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32"',
    '17 radius.clients[1].secretEnv: found the name of a variable that is not set, expected an environment variable',
    '18 radius.clients[1].requireMessageAuthenticator: found "yes", expected true or false',
    '19 radius.clients[1].allow.roles[0]: found "boss", expected user | admin | superadmin',
    '21 http.publicUrl: found "ftp://example.org", expected an http or https URL without login, ? and #',
    '23 http.portals[0].key: found nothing, expected key or keyFile or keyEnv',
    '23 http.portals[0].origins[0]: found "https://Portal.example.org/", expected "https://portal.example.org"',
    '23 http.portals[0].origins[1]: found "https://*.example.org", expected an origin such as "https://portal.example.org", without path and wildcard',
    '25 userStores[0].name: found "a:b", expected a name of 1 to 64 letters, digits, dots, dashes and underscores',
    '26 userStores[1].kind: found "kerberos", expected file | freepbx | fusionpbx | issabel | ldap | radius | sql',
    '28 mail.from: found "nobody", expected a mail address: "pbx@example.org" or "Phone system <pbx@example.org>"',
    '28 mail.smtp.port: found 0, expected a whole number from 1 to 65535',
    '28 mail.smtp.security: found "ssl", expected none | starttls | tls',
    '30 policy.groups.admins: found "always", expected off | optional | required',
    `31 policy.gracePeriod: found 7, expected ${expectedDuration}`,
    '32 policy.driftWindow: found 11, expected a whole number from 0 to 10',
    `33 policy.trustedDevice: found "on", expected off, or ${expectedDuration}`,
    '34 policy.emailCode: found 1, expected true or false',
    '35 policy.selfReset: found 3 characters, expected a list',
  ])
})

test('the message has a line for each fault, with file and line first', async () => {
  await withFolder(async (folder, load) => {
    const error = await refusal(load('radius: { clients: [] }\n'))
    const file = join(folder, 'ringlock.yaml')
    assert.equal(error.message.split('\n'), [
      `${file}:1  userStores: found nothing, expected a list`,
      `${file}:1  radius.clients: found an empty list, expected at least one RADIUS client, or an http section`,
    ])
    assert.equal(error.faults[1], {
      file,
      line: 1,
      column: 11,
      path: 'radius.clients',
      found: 'an empty list',
      expected: 'at least one RADIUS client, or an http section',
    })
  })
})

test('the file is named as the caller named it', async () => {
  const error = await refusal(loadConfig('no/such/ringlock.yaml', { env: {} }))
  assert.is(
    error.message,
    'no/such/ringlock.yaml: found no such file, expected a configuration file; `ringlock init` writes one',
  )
})

test('an unknown key is a fault, and the one that was meant is named', async () => {
  assert.equal(await faultsOf(`datadir: x\n${oneClient}`), [
    '1 datadir: found the unknown key "datadir", expected "dataDir"?',
  ])
  assert.equal(
    await faultsOf(`radius:\n  clients:\n    - { name: a, address: ::1, secrt: hush-hush }\n${oneUserStore}`),
    [
      '3 radius.clients[0].secret: found nothing, expected secret or secretFile or secretEnv',
      '3 radius.clients[0].secrt: found the unknown key "secrt", expected "secret"?',
    ],
  )
})

test('a key that resembles none is answered with those that are known', async () => {
  assert.equal(await faultsOf(`mail: { colour: red }\n${oneClient}`), [
    '1 mail.colour: found the unknown key "colour", expected one of from, language, templates, appLink, smtp',
  ])
})

test('a key of every object is no known key', async () => {
  assert.equal(await faultsOf(`mail: { constructor: red }\n${oneClient}`), [
    '1 mail.constructor: found the unknown key "constructor", expected one of from, language, templates, appLink, smtp',
  ])
  assert.equal(await faultsOf(`policy: { groups: { __proto__: required } }\n${oneClient}`), [
    '1 policy.groups.__proto__: found the key __proto__, expected another name',
  ])
})

test('a section that holds nothing is told apart from one that is left out', async () => {
  assert.equal(await faultsOf(`mail:\n${oneClient}`), ['1 mail: found nothing, expected a mapping'])
})

test('a section of the wrong kind is one fault, not two', async () => {
  assert.equal(await faultsOf(`radius: yes\n${oneUserStore}`), [
    '1 radius: found 3 characters, expected a mapping',
  ])
})

test('R23, not: a condition that was left empty is no rule for everybody', async () => {
  const emptied = [
    'when: {}',
    'when:',
    'when:\n            # role: superadmin',
    'when: { role: }',
    'when: null',
  ]
  for (const when of emptied) {
    const yaml = `radius:
  clients:
    - name: office
      address: 127.0.0.1
      secret: sixteen-or-more-random
      reply:
        - attributes: { Service-Type: Administrative-User }
          ${when}
${oneUserStore}`
    const [fault, ...others] = await faultsOf(yaml)
    assert.match(
      fault ?? '',
      /^8 radius\.clients\[0\]\.reply\[0\]\.when: found (a mapping|nothing), expected /,
    )
    assert.equal(others, [], when)
  }
})

test('the URL of a database stands in one place, and only beside postgres', async () => {
  const expected = 'lowdb, or postgres with url, urlFile or urlEnv'
  const urlFaults = (stateStore: string) => faultsOf(`stateStore: ${stateStore}\n${oneClient}`)
  assert.equal(await urlFaults('{ kind: postgres, url: postgres://h/d, urlEnv: X }'), [
    '1 stateStore.urlEnv: found urlEnv beside url, expected one of url, urlFile, urlEnv',
  ])
  for (const kind of ['kind: lowdb, url: postgres://h/d', 'kind: postgres']) {
    assert.equal(await urlFaults(`{ ${kind} }`), [`1 stateStore: found a mapping, expected ${expected}`])
  }
  assert.equal(await urlFaults('{ kind: postgres, url: mysql://u:hush@h/d }'), [
    '1 stateStore.url: found 18 characters, expected postgres://USER:PASSWORD@HOST/DATABASE',
  ])
  assert.equal(await urlFaults('{ kind: postgres, url: postgres://h/d, pool: 0, timeout: 0s }'), [
    '1 stateStore.pool: found 0, expected a whole number from 1 to 1000',
    '1 stateStore.timeout: found "0s", expected a duration such as 30s, 10m, 2h or 7d',
  ])
})

test('what names the same twice is a fault, however it is spelt', async () => {
  const yaml = `
radius:
  listen: ["[::1]:1812", "[0::1]:1812", "127.0.0.1:0", "127.0.0.1:0"]
  clients:
    - { name: a, address: 10.0.0.1, secret: sixteen-or-more-random }
    - { name: b, address: 10.0.0.1/32, secret: sixteen-or-more-random }
    - { name: c, address: "::ffff:10.0.0.1", secret: sixteen-or-more-random }
    - { name: d, address: "2001:DB8::/32", secret: sixteen-or-more-random }
    - { name: d, address: "2001:db8:0::/32", secret: sixteen-or-more-random }
http:
  portals: [{ name: a, key: sixteen-or-more-random }, { name: a, key: sixteen-or-more-random }]
userStores:
  - { name: a, kind: file, path: a.json }
  - { name: a, kind: file, path: a.json }
`
  assert.equal(await faultsOf(yaml), [
    '3 radius.listen[1]: found "[0::1]:1812" again, expected each address once',
    '6 radius.clients[1].address: found "10.0.0.1/32" again, expected an address that no other client has',
    '7 radius.clients[2].address: found "::ffff:10.0.0.1" again, expected an address that no other client has',
    '9 radius.clients[4].name: found "d" again, expected a name that no other client has',
    '9 radius.clients[4].address: found "2001:db8:0::/32" again, expected an address that no other client has',
    '11 http.portals[1].name: found "a" again, expected a name that no other portal has',
    '14 userStores[1].name: found "a" again, expected a name that no other user store has',
    '14 userStores[1].path: found "a.json" again, expected a file that no other user store has',
  ])
})

test('who stands between a portal and the HTTP listener is named by address, and our own name is taken', async () => {
  const yaml = `http:
  portals: [{ name: ringlock, key: sixteen-or-more-random, maySetRole: "yes" }]
  trustedProxies: [proxy.example.org, 10.0.0.5/8]
  metrics: { allow: [everybody] }
${oneUserStore}`
  const cidr = 'an IP address or a CIDR: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32"'
  assert.equal(await faultsOf(yaml), [
    '2 http.portals[0].name: found "ringlock", expected another name: ringlock stands for our own pages',
    '2 http.portals[0].maySetRole: found "yes", expected true or false',
    `3 http.trustedProxies[0]: found "proxy.example.org", expected ${cidr}`,
    '3 http.trustedProxies[1]: found "10.0.0.5/8", expected "10.0.0.0/8", or an address alone (bits after the prefix must be 0)',
    `4 http.metrics.allow[0]: found "everybody", expected ${cidr}`,
  ])
})

test('a mail server is given a user and a password, or neither', async () => {
  for (const smtp of ['user: me', 'password: hush', 'passwordEnv: X']) {
    const faults = await faultsOf(`mail: { smtp: { ${smtp} } }\n${oneClient}`, { X: 'hush' })
    assert.equal(faults, ['1 mail.smtp: found a mapping, expected user and a password, or neither'])
  }
})

test('what is no file cannot be a configuration', async () => {
  await withFolder(async (folder, load) => {
    const expected = 'expected a configuration file; `ringlock init` writes one'
    const faultOf = async (name: string) => {
      const error = await refusal(loadConfig(join(folder, name), { env: {} }))
      return error.faults.map(faultText)
    }
    await mkdir(join(folder, 'folder'))
    assert.equal(await faultOf('folder'), [`- : found a folder, ${expected}`])
    assert.equal(await faultOf('missing'), [`- : found no such file, ${expected}`])
    await writeFile(join(folder, 'big'), Buffer.alloc(10_485_760, 0x20))
    assert.equal(await faultOf('big'), [`- : found 10485760 bytes (at most 1048576 are read), ${expected}`])
    await writeFile(join(folder, 'latin1'), Buffer.from('mail: B\u00fcro', 'latin1'))
    assert.equal(await faultOf('latin1'), [`- : found bytes that are not UTF-8, ${expected}`])
    if (process.getuid?.() !== 0) {
      await writeFile(join(folder, 'closed'), oneClient)
      await chmod(join(folder, 'closed'), 0o000)
      assert.equal(await faultOf('closed'), [`- : found a file that cannot be read (EACCES), ${expected}`])
    }
    assert.ok(await load(oneClient))
  })
})

test.run()
