import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from 'vite'
import { parse } from 'yaml'
import { configJsonSchema } from '../../../server/config/json-schema.ts'
import { valueAt } from '../../../server/config/path.ts'
import viteConfig from '../../../vite.config.ts'
import { satisfies } from './draft7.ts'
import { oneClient } from './folder.ts'

const schema = configJsonSchema()
const accepts = (yaml: string) => satisfies(schema, parse(yaml))

test('the schema accepts the complete example and the least one', async () => {
  assert.ok(accepts(await readFile(new URL('./complete.yaml', import.meta.url), 'utf8')))
  assert.ok(accepts(oneClient))
})

const users = 'userStores: [{ name: local, kind: file, path: users.json }]'
const client = (keys: string) => `radius: { clients: [{ name: a, address: "::1", ${keys} }] }\n${users}`
const reply = (rule: string) => client(`secret: x, reply: [${rule}]`)

for (const [what, yaml] of [
  ['no user store', 'userStores: []'],
  ['a user store of another kind', 'userStores: [{ name: local, kind: kerberos, path: x }]'],
  ['an unknown key', `datadir: x\n${oneClient}`],
  ['an unknown key deep inside', client('secret: x, secrte: x')],
  ['a client without a secret', client('limitProxyState: true')],
  ['a client with two', client('secret: x, secretEnv: X')],
  ['a secret that is a number', client('secret: 12345678')],
  ['a reply for everybody', reply('{ when: {}, attributes: { Class: a } }')],
  ['a reply for a role that is none', reply('{ when: { role: root }, attributes: { Class: a } }')],
  ['an attribute that is yes or no', reply('{ when: { role: admin }, attributes: { Class: true } }')],
  ['a duration without its unit', `policy: { resetLink: 10 }\n${users}`],
  ['a duration in weeks', `policy: { gracePeriod: 1w }\n${users}`],
  ['a port of 0 for mail', `mail: { smtp: { port: 0 } }\n${users}`],
  ['a name with a separator', `http: { portals: [{ name: "a|b", key: x }] }\n${users}`],
] as const) {
  test(`the schema refuses ${what}`, () => assert.not(accepts(yaml)))
}

test('the schema accepts a reply without a condition', () => {
  assert.ok(accepts(reply('{ attributes: { Class: a } }')))
})

test('every key is described, and every default is one that the schema accepts', () => {
  let described = 0
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    if ('default' in part) assert.ok(satisfies(part, part.default), JSON.stringify(part))
    if ('properties' in part && typeof part.properties === 'object') {
      for (const [key, property] of Object.entries(part.properties ?? {})) {
        assert.match(property.description ?? `${key} has no description`, /^[^"].*\.$/)
        described++
      }
    }
    Object.values(part).forEach(walk)
  }
  walk(schema)
  assert.ok(described > 50)
})

test('the build writes the schema beside the service', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-build-'))
  try {
    const input = join(folder, 'main.ts')
    await writeFile(input, 'export {}\n')
    const writesSchema = (plugin: unknown) => valueAt(plugin, ['name']) === 'ringlock-config-schema'
    const plugins = viteConfig.plugins?.filter(writesSchema) ?? []
    const outDir = join(folder, 'server')
    await build({ configFile: false, logLevel: 'silent', plugins, build: { ssr: input, outDir } })
    assert.equal(JSON.parse(await readFile(join(folder, 'ringlock.schema.json'), 'utf8')), schema)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
