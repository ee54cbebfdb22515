import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { startHttp } from '../../server/http/listen.ts'
import type { Service } from '../../server/service.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { makeUsers, sshaBytes } from './population.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'

const userCount = 100_000
/** Every tenth has a second factor. */
const share = 10
const portalKey = 'the key of the portal that measures'

/** Milliseconds from the request to the last byte of its answer. */
type Ask = (query: string) => Promise<{ readonly milliseconds: number; readonly nextCursor: string | null }>

/** The list of users as an admin's widget asks for it, over HTTP. */
export function measureAdminList({ rounds }: BenchOptions): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const service = await openPopulated(folder)
    const door = await startHttp(service)
    if (door === null) throw new Error('no HTTP door is configured')
    try {
      const ask = await createAsk(door.url)
      const cold = await ask('')
      progress(`admin-list: first page after the start ${figure(cold.milliseconds)} ms`)
      const deep = await deepCursor(ask)
      const rows = await measureEach(ask, rounds, [
        ['first page', ''],
        ['a page from the middle', `cursor=${deep}`],
        ['search that finds ten', 'search=u00012'],
        ['search that finds nobody', 'search=nobody-at-all'],
        ['status: enabled, one in ten', 'status=enabled'],
        ['status: locked, nobody; 10,000 looked at', 'status=locked'],
      ])
      return table(
        `admin-list: ${figure(userCount)} users in a file, pages of 50, over HTTP, median of ${rounds}`,
        [
          ['ms', 'median', 'lowest..highest', 'goal'],
          ['first page, the first time', figure(cold.milliseconds), '', ''],
          ...rows,
        ],
      )
    } finally {
      await door.close()
      await service.close()
    }
  })
}

async function measureEach(
  ask: Ask,
  rounds: number,
  queries: readonly (readonly [string, string])[],
): Promise<string[][]> {
  const rows: string[][] = []
  for (const [what, query] of queries) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) times.push((await ask(query)).milliseconds)
    const spread = `${figure(Math.min(...times))}..${figure(Math.max(...times))}`
    rows.push([what, figure(median(times)), spread, '50'])
    progress(`admin-list: ${what} ${figure(median(times))} ms`)
  }
  return rows
}

/** Half-way through the users, by pages as large as there are. */
async function deepCursor(ask: Ask): Promise<string> {
  let cursor = ''
  for (let users = 0; users < userCount / 2; users += 200) {
    const { nextCursor } = await ask(`limit=200&cursor=${cursor}`.replace(/&cursor=$/, ''))
    if (nextCursor === null) throw new Error('the list ended early')
    cursor = nextCursor
  }
  return cursor
}

async function createAsk(url: string): Promise<Ask> {
  const asked = await fetch(`${url}/api/v1/widget-tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${portalKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'u000000' }),
  })
  const { token } = (await asked.json()) as { token: string }
  return async (query) => {
    const startedAt = performance.now()
    const response = await fetch(`${url}/api/v1/users?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const text = await response.text()
    const milliseconds = performance.now() - startedAt
    if (response.status !== 200) throw new Error(text)
    return { milliseconds, nextCursor: JSON.parse(text).nextCursor }
  }
}

async function openPopulated(folder: string): Promise<Service> {
  const users = makeUsers(userCount).map((user, i) => ({
    id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    name: user.name,
    displayName: `User Number ${i}`,
    email: `${user.name}@example.test`,
    role: i === 0 ? 'superadmin' : 'user',
    groups: ['staff'],
    enabled: true,
    passwordHash: `{SSHA}${sshaBytes(user).toString('base64')}`,
  }))
  await writeFile(join(folder, 'users.json'), JSON.stringify({ kind: 'ringlock-users', version: 1, users }), {
    mode: 0o600,
  })
  const configFile = join(folder, 'ringlock.yaml')
  const config = {
    logLevel: 'silent',
    dataDir: './data',
    http: {
      listen: '127.0.0.1:0',
      publicUrl: 'http://127.0.0.1:8080',
      portals: [{ name: 'portal', key: portalKey, origins: ['http://127.0.0.1:8080'] }],
    },
    userStores: [{ name: 'local', kind: 'file', path: './users.json' }],
  }
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 })
  const service = await openService(await loadConfig(configFile, { env: {} }))
  const enrolled = users.filter((_, i) => i % share === share - 1)
  await service.enrolments.importAll(
    enrolled.map(({ id }, i) => ({
      userKey: `local:${id}`,
      totpSecret: Buffer.alloc(20, i % 256),
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
    })),
    { door: 'cli' },
  )
  return service
}
