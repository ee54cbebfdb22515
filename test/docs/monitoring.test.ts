import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openListeners, openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { once } from '../once.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { monitoringQueries } from './monitoring-queries.ts'

/** The text of /metrics of a service that has everything configured. */
function scraped(): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    const probe = { url: 'http://127.0.0.1:9/' }
    const configuration = {
      logLevel: 'silent',
      radius: {
        listen: ['127.0.0.1:0'],
        clients: [{ name: 'office-pbx', address: '127.0.0.1', secret: 'a secret of this test' }],
      },
      http: { listen: '127.0.0.1:0', portals: [{ name: 'pbx', key: 'a key of this test', probe }] },
      userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
      mail: { smtp: { port: 9 } },
      audit: { ship: [{ name: 'siem', to: 'udp://127.0.0.1:9' }] },
    }
    await writeFile(configFile, JSON.stringify(configuration), { mode: 0o600 })
    const service = await openService(await loadConfig(configFile, { env: {} }))
    try {
      const listeners = await openListeners(service)
      try {
        return await (await fetch(`${listeners.http}/metrics`)).text()
      } finally {
        await listeners.close()
      }
    } finally {
      await service.close()
    }
  })
}

/** Also under the names of a histogram's series. */
function namesIn(metrics: string): Set<string> {
  const types = [...metrics.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  )
}

let names: Set<string>
test.before.each(
  once(async () => {
    names = namesIn(await scraped())
  }),
)

test('every metric that dashboard and alert rules name is in a scrape', async () => {
  const queries = await monitoringQueries()
  assert.ok(queries.length > 40)
  for (const [name, query] of queries) {
    const used = query.match(/\bringlock_\w+/g) ?? []
    assert.ok(used.length > 0 || name === 'RinglockDown', `${name} names no metric`)
    for (const metric of used) assert.ok(names.has(metric), `${name}: ${metric} is not there`)
  }
})

test('every metric of a scrape is told in docs/observability.md', async () => {
  const told = await readFile(new URL('../../docs/observability.md', import.meta.url), 'utf8')
  // `ringlock_x_a`, `_b` stands for ringlock_x_a and ringlock_x_b.
  const rows = told.split('\n').filter((line) => line.startsWith('| `ringlock_'))
  const ends = rows.flatMap((row) => {
    const [, cell = ''] = row.split('|')
    const [first = '', ...others] = [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    return [{ first, others }]
  })
  for (const name of names) {
    const base = name.replace(/_(bucket|sum|count)$/, '')
    const isTold = ends.some(({ first, others }) => {
      const all = others.filter((other) => other.startsWith('ringlock_')).concat(first)
      const short = others.filter((other) => other.startsWith('_'))
      return (
        all.includes(base) ||
        all.includes(name) ||
        short.some((end) => name.endsWith(end) && first.startsWith(name.slice(0, -end.length)))
      )
    })
    assert.ok(isTold, `${name} is not told`)
  }
})

test.run()
