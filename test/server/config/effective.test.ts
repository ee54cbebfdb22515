import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveConfig } from '../../../server/config/effective.ts'
import type { Config } from '../../../server/config/load-config.ts'
import { valueAt } from '../../../server/config/path.ts'
import { withFolder } from './folder.ts'

/** Without where each value stands in the file. */
const meaning = (config: Config) =>
  JSON.parse(JSON.stringify(config, (key, value) => (key === 'at' || key === 'warnings' ? undefined : value)))

test('it means the same as the file, with every default written out', () =>
  withFolder(async (folder, load) => {
    const complete = await readFile(new URL('./complete.yaml', import.meta.url), 'utf8')
    for (const yaml of [
      complete,
      'http:\n  metrics:\nuserStores: [{ name: local, kind: file, path: users.json }]\naudit:\n',
      'http: { portals: [{ name: p, keyEnv: K }] }\nuserStores:\n  - { name: pbx, kind: freepbx, passwordEnv: K }\n',
    ]) {
      const given = await load(yaml, { K: 'hush-hush-hush-hush' })
      const shown = await effectiveConfig(join(folder, 'ringlock.yaml'))
      const restored = shown.yaml.replaceAll('(hidden)', 'sixteen-or-more-random')
      const again = await load(restored, { K: 'hush-hush-hush-hush' })
      const hide = (config: Config) =>
        JSON.stringify(meaning(config)).replaceAll('a-long-random-portal-key', 'sixteen-or-more-random')
      assert.is(hide(again), hide(given))
    }
  }))

test('secrets are hidden wherever they stand, and what only leads to one is shown', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'ringlock.yaml')
    const config = {
      radius: { clients: [{ name: 'a', address: '127.0.0.1', secret: 'hush-1' }] },
      http: { portals: [{ name: 'p', key: 'hush-2' }] },
      mail: { smtp: { user: 'u', password: 'hush-3' } },
      userStores: [
        { name: 'pbx', kind: 'freepbx', password: 'hush-4' },
        { name: 'ad', kind: 'ldap', url: 'ldap://h', bindDn: 'cn=x', password: 'hush-5' },
        { name: 'up', kind: 'radius', servers: [{ host: '192.0.2.1', secret: 'hush-6' }] },
        { name: 'sql', kind: 'sql', url: 'mariadb://crm:hush-7@db.example/crm' },
      ],
      stateStore: { kind: 'postgres', url: 'postgres://ringlock:hush-8@db.example:5432/ringlock' },
    }
    await writeFile(file, JSON.stringify(config))
    const { yaml, value } = await effectiveConfig(file)
    assert.not.match(yaml + JSON.stringify(value), 'hush')
    const url = 'postgres://ringlock:(hidden)@db.example:5432/ringlock'
    assert.is(valueAt(value, ['stateStore', 'url']), url)
    for (const odd of ['postgres://h/d?password=hush', 'hush', 'postgres://u:hu/sh@h/d']) {
      await writeFile(file, JSON.stringify({ stateStore: { kind: 'postgres', url: odd } }))
      assert.is(valueAt((await effectiveConfig(file)).value, ['stateStore', 'url']), '(hidden)', odd)
    }
    await writeFile(file, JSON.stringify({ stateStore: { kind: 'postgres', url: 'postgres://u:hu@sh@h/d' } }))
    assert.is(
      valueAt((await effectiveConfig(file)).value, ['stateStore', 'url']),
      'postgres://u:(hidden)@h/d',
    )
    await writeFile(file, JSON.stringify({ stateStore: { kind: 'postgres', urlFile: './url' } }))
    assert.is(valueAt((await effectiveConfig(file)).value, ['stateStore', 'urlFile']), './url')
  }))

test.run()
