import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { ringlockYaml } from '../../../server/cli/yaml-template.ts'
import { configJsonSchema } from '../../../server/config/json-schema.ts'
import { loaded } from '../config/folder.ts'

const sharedSecret = 'kT4"\\: #{}wJ7hQ2xN9vB6mC3pL8sD5'
const yaml = ringlockYaml({ sharedSecret, dataDir: null })
const withDefaultsWritten = yaml.replace(/^( *)#(?=\S)/gm, '$1')

test('the template is a configuration, with the shared secret as it was given and nothing to warn of', async () => {
  const { radius, warnings } = await loaded(yaml)
  assert.is(radius?.clients[0]?.sharedSecret, 'kT4"\\: #{}wJ7hQ2xN9vB6mC3pL8sD5')
  assert.equal(warnings, [])
})

test('another data folder is named, and holds the users', async () => {
  const dataDir = '/var/lib/a "folder": # {1}'
  const config = await loaded(ringlockYaml({ sharedSecret, dataDir }))
  assert.is(config.dataDir, dataDir)
  assert.equal(
    config.userStores.map((store) => store.kind === 'file' && store.path),
    [`${dataDir}/users.json`],
  )
  assert.equal(config.warnings, [])
})

test('taking every # away changes nothing but that the sections begin to exist', async () => {
  const first = await loaded(yaml)
  const written = await loaded(withDefaultsWritten)
  for (const key of ['radius', 'stateStore', 'policy', 'logLevel'] as const) {
    assert.equal(written[key], first[key], key)
  }
  const users = 'userStores: [{ name: a, kind: file, path: a }]'
  const left = await loaded(`http: {}\nmail: {}\n${users}`)
  assert.equal(written.http, left.http)
  assert.equal(written.mail, left.mail)
})

test('every key that has a default is shown, and each line of it is explained by the one before', () => {
  const shown = parse(withDefaultsWritten)
  const lines = yaml.split('\n')
  const expectDefaults = (schema: Record<string, unknown>, value: unknown, path: string): void => {
    const { properties = {}, items } = schema as { properties?: Record<string, never>; items?: never }
    if (items !== undefined && Array.isArray(value) && value[0] !== undefined)
      expectDefaults(items, value[0], `${path}[0]`)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    for (const [key, property] of Object.entries<Record<string, unknown>>(properties)) {
      if ('default' in property) assert.ok(Object.hasOwn(value, key), `${path}.${key} is not shown`)
      if (Object.hasOwn(value, key)) expectDefaults(property, Reflect.get(value, key), `${path}.${key}`)
    }
  }
  expectDefaults(configJsonSchema(), shown, '')

  const defaults = lines.flatMap((line, i) => (/^ *#\w+: ?\S/.test(line) ? [i] : []))
  assert.ok(defaults.length >= 24)
  for (const i of defaults) assert.match(lines[i - 1] ?? '', /^ *# .+/, lines[i])
})

test.run()
