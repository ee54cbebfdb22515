import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { type Postgres, startPostgres } from '../peers/postgres.ts'
import { program } from '../peers/ringlock.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { chart } from './chart.ts'
import type { GrowthFigures } from './growth-worker.ts'
import { familySeconds } from './measure.ts'
import { makeUser, withSsha } from './population.ts'
import { type BenchOptions, figure, progress, table } from './section.ts'

const worker = fileURLToPath(new URL('growth-worker.ts', import.meta.url))

interface Grown extends GrowthFigures {
  readonly users: number
}

const usualSizes = [100, 1000, 10_000, 30_000, 100_000]

/** What lowdb costs by the number of its users, all with a second factor; `--users` adds a size, `--record` draws the plot. */
export async function measureGrowth({ users, record }: BenchOptions): Promise<string> {
  const grown: (Grown & { readonly megabytes: number })[] = []
  for (const size of users === null ? usualSizes : [...usualSizes, users]) {
    await withTemporaryFolder(async (folder) => {
      const configFile = await configure(folder, {})
      await importUsers(folder, configFile, size)
      const { size: bytes } = await stat(join(folder, 'data/enrolments.json'))
      grown.push({ ...(await measureService(configFile, size)), users: size, megabytes: bytes / 1e6 })
      progress(`growth: ${figure(size)} users`)
    })
  }
  const points = (of: (at: Grown) => number) => [
    { label: '', points: grown.map((at) => [at.users, of(at)] as const) },
  ]
  if (record) {
    const panels = [
      { title: 'processor time, us a login', curves: points(({ cpu }) => cpu) },
      { title: 'opening the service, ms', curves: points(({ opened }) => opened) },
      { title: 'changing a second factor, ms', curves: points(({ change }) => change) },
      { title: 'resident memory, MB', curves: points(({ resident }) => resident) },
    ]
    await writeFile(
      plotFile('growth-lowdb.svg'),
      chart('lowdb: cost by users with a second factor', 'users', panels),
    )
  }
  return table('growth: lowdb and users.json, 20,000 logins in the service, 64 at once', [
    [
      'users',
      'us a login',
      'p50 ms',
      'p99 ms',
      'longest ms',
      'open ms',
      'change ms',
      'MB',
      'enrolments.json MB',
    ],
    ...grown.map((at) => [
      figure(at.users),
      ...[at.cpu, at.p50, at.p99, at.longest, at.opened, at.change, at.resident, at.megabytes].map(figure),
    ]),
  ])
}

interface Filling {
  readonly users: number
  readonly claims: number
}

/** Who logs in; the rows that fill the tables are others'. */
const present = 25_000
const usualFillings: readonly Filling[] = [
  { users: present, claims: present },
  { users: 100_000, claims: 1_000_000 },
]

/** What PostgreSQL costs by the rows that it keeps. `--users 1000000` fills it with as many users and ten times as many claims. */
export async function measureGrowthOnPostgres({ users, record }: BenchOptions): Promise<string> {
  const settings = ['fsync=on', 'shared_buffers=512MB', 'max_wal_size=4GB']
  const postgres = await startPostgres(settings)
  const grown: (Grown & Filling & { readonly database: number })[] = []
  try {
    await withTemporaryFolder(async (folder) => {
      const configFile = await configure(folder, { stateStore: { kind: 'postgres', url: postgres.url } })
      await importUsers(folder, configFile, present)
      const largest = users === null ? [] : [{ users, claims: 10 * users }]
      for (const filling of [...usualFillings, ...largest]) {
        await fill(postgres, filling)
        grown.push({ ...(await measureService(configFile, present, postgres)), ...filling })
        progress(`growth-postgres: ${figure(filling.users)} users, ${figure(filling.claims)} claims`)
      }
    })
  } finally {
    await postgres.stop()
  }
  if (record) {
    const curve = (label: string, of: (at: (typeof grown)[number]) => number) => ({
      label,
      points: grown.map((at) => [at.claims, of(at)] as const),
    })
    const cost = [curve('service', ({ cpu }) => cpu), curve('database', ({ database }) => database)]
    const panels = [
      { title: 'processor time, us a login', curves: cost },
      { title: 'a login, ms', curves: [curve('p50', ({ p50 }) => p50), curve('p99', ({ p99 }) => p99)] },
    ]
    await writeFile(
      plotFile('growth-postgres.svg'),
      chart('PostgreSQL: cost by claims kept', 'claims', panels),
    )
  }
  return table('growth-postgres: 20,000 logins in the service, 64 at once', [
    ['users', 'claims', 'us a login', 'database us', 'p50 ms', 'p99 ms', 'open ms', 'change ms'],
    ...grown.map((at) => [
      figure(at.users),
      ...[at.claims, at.cpu, at.database, at.p50, at.p99, at.opened, at.change].map(figure),
    ]),
  ])
}

const plotFile = (name: string) => new URL(`../../docs/${name}`, import.meta.url)

async function configure(folder: string, further: object): Promise<string> {
  const file = join(folder, 'ringlock.yaml')
  const config = {
    radius: { clients: [{ name: 'bench', address: '127.0.0.1', secret: 'sixteen-or-more-random' }] },
    userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
    ...further,
  }
  await writeFile(file, JSON.stringify(config), { mode: 0o600 })
  return file
}

async function importUsers(folder: string, configFile: string, count: number): Promise<void> {
  const file = join(folder, 'users.jsonl')
  const out = createWriteStream(file, { mode: 0o600 })
  for (let i = 0; i < count; i++) out.write(`${JSON.stringify(withSsha(makeUser(i)))}\n`)
  await finished(out.end())
  const args = [program, 'user', 'import', file, '--config', configFile]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [exitCode] = await once(child, 'close')
  if (exitCode !== 0) throw new Error(`${figure(count)} users could not be imported`)
}

/** In a process of its own, for its memory and processor time. */
async function measureService(
  configFile: string,
  users: number,
  postgres: Postgres | null = null,
): Promise<GrowthFigures & { readonly database: number }> {
  const seconds = async () => (postgres === null ? 0 : familySeconds(await postgres.processes()))
  const child = fork(worker, [configFile, String(users)], { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
  const before = await seconds()
  const [figures] = (await once(child, 'message')) as [GrowthFigures]
  const database = ((await seconds()) - before) / figures.logins
  await once(child, 'exit')
  return { ...figures, database: database * 1e6 }
}

/** Rows that one statement inserts: psql is given a minute. */
const batch = 500_000

/** Further users, like the first one there, and claims that no authenticator needs: what is in use stays as it is. */
async function fill({ sql }: Postgres, { users, claims }: Filling): Promise<void> {
  const insert = async (rows: number, statement: (from: number, to: number) => string) => {
    for (let from = present + 1; from <= rows; from += batch)
      await sql(
        `SET search_path TO ringlock; ${statement(from, Math.min(rows, from + batch - 1))} ON CONFLICT DO NOTHING`,
      )
  }
  await insert(
    users,
    (from, to) => `
    INSERT INTO enrolments (user_key, authenticators, recovery_code_hashes, pending, requirement)
      SELECT 'local:further-' || i, one.authenticators, one.recovery_code_hashes, one.pending, one.requirement
      FROM (SELECT * FROM enrolments LIMIT 1) AS one, generate_series(${from}, ${to}) AS i`,
  )
  await insert(
    users,
    (from, to) => `
    INSERT INTO places (user_key, place, seen_at)
      SELECT 'local:further-' || i, 'a place', (extract(epoch FROM now()) * 1000)::bigint
      FROM generate_series(${from}, ${to}) AS i`,
  )
  await insert(
    claims,
    (from, to) => `
    INSERT INTO time_steps (claim_key, time_step, spent)
      SELECT md5(i::text), i, ARRAY[i - 1, i, i] FROM generate_series(${from}, ${to}) AS i`,
  )
  await sql('ANALYZE; CHECKPOINT')
}
