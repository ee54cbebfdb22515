import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { ringlockYaml } from '../../../server/cli/yaml-template.ts'
import { configJsonSchema } from '../../../server/config/json-schema.ts'
import type { Config } from '../../../server/config/load-config.ts'
import { satisfies } from './draft7.ts'
import { faultsOf, loaded } from './folder.ts'

/** Apart from the folder it was in. */
const comparable = ({ dataDir: _, userStores: __, ...config }: Config) => config

const users = 'userStores: [{ name: local, kind: file, path: users.json }]'

test('a section of which everything is in comments has its defaults', async () => {
  const yaml = ringlockYaml({ sharedSecret: 'kT4wJ7hQ2xN9vB6mC3pL8sD5aaaaaaaa', dataDir: null })
  const left = await loaded(yaml)
  for (const section of ['policy', 'audit', 'http'] as const) {
    const opened = yaml.replace(`\n#${section}:\n`, `\n${section}:\n`)
    assert.is.not(opened, yaml)
    const config = await loaded(opened)
    if (section !== 'http') assert.equal(config[section], left[section], section)
    else assert.is(config.http?.publicUrl, 'http://127.0.0.1:8080')
    assert.ok(satisfies(configJsonSchema(), parse(opened)), `${section}, as an editor sees it`)
  }
  assert.is(left.http, null, 'left out there is none')
})

test('it is so at every depth, for mappings, lists and single values', async () => {
  const config = await loaded(`dataDir:
logLevel:
stateStore:
radius:
  listen:
  clients:
    - name: a
      address: 127.0.0.1
      secret: 0123456789abcdef
      allow:
        groups:
        roles:
      reply:
      separator:
http:
  portals:
  metrics:
policy:
  groups:
  enrolmentCodes:
  trustedDevice:
  tenants:
    a.example:
${users}`)
  const expected = await loaded(`radius:
  clients:
    - { name: a, address: 127.0.0.1, secret: 0123456789abcdef }
http: {}
policy: { tenants: { a.example: {} } }
${users}`)
  assert.equal(comparable(config), comparable(expected))
})

test('what is required stays a fault when it is empty, and so does an explicit null', async () => {
  assert.equal(await faultsOf(`http: {}\nuserStores:`), ['2 userStores: found nothing, expected a list'])
  assert.equal(await faultsOf(`http:\n  tls:\n${users}`), [
    '2 http.tls.cert: found nothing, expected the path of a file',
    '2 http.tls.key: found nothing, expected the path of a file',
  ])
  assert.equal(await faultsOf(`radius:\n${users}`), [
    '1 radius.clients: found nothing, expected at least one RADIUS client, or an http section',
  ])
  for (const written of ['null', '~']) {
    assert.equal(await faultsOf(`http: ${written}\n${users}`), ['1 http: found nothing, expected a mapping'])
  }
  assert.equal(await faultsOf(`htttp:\n${users}\nhttp:`), [
    '1 htttp: found the unknown key "htttp", expected "http"?',
  ])
})

test('a text that would be right as an entry of a list is shown, and how the list is written', async () => {
  const radius = (keys: string) => `radius: { ${keys} }\nhttp: {}\n${users}`
  assert.equal(await faultsOf(radius('listen: 0.0.0.0:1812')), [
    '1 radius.listen: found "0.0.0.0:1812", expected a list: ["0.0.0.0:1812"]',
  ])
  assert.equal(await faultsOf(`http: { trustedProxies: 10.0.0.0/8 }\n${users}`), [
    '1 http.trustedProxies: found "10.0.0.0/8", expected a list: ["10.0.0.0/8"]',
  ])
  assert.equal(await faultsOf(`policy: { selfReset: admin }\nhttp: {}\n${users}`), [
    '1 policy.selfReset: found "admin", expected a list: ["admin"]',
  ])
  assert.equal(
    await faultsOf(radius('listen: xX8g2hush1')),
    ['1 radius.listen: found 10 characters, expected a list'],
    'it may be a secret',
  )
  assert.equal(await faultsOf(radius('clients: 10.0.0.0/8')), [
    '1 radius.clients: found 10 characters, expected a list',
  ])
})

test.run()
