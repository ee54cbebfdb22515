import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { pgbouncerProgram } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { run, startServer, systemAccount } from './processes.ts'

export type PoolMode = 'session' | 'transaction'

/** A pooler in front of one PostgreSQL. */
export interface PgBouncer {
  /** Like the URL of the PostgreSQL behind it. */
  readonly url: string
  /** Leads to another PostgreSQL from now on; connections to the former one end with their transactions. */
  leadTo(postgres: Pick<Postgres, 'url'>): Promise<void>
  /** Runs SQL, as psql does; rejects at the first error. */
  sql(text: string): Promise<string>
  stop(): Promise<void>
}

/** Starts a private PgBouncer on loopback, set up as Debian's, with few connections to share. */
export async function startPgbouncer(postgres: Pick<Postgres, 'url'>, mode: PoolMode): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-pgbouncer-'))
  const account = await systemAccount('postgres')
  if (account !== null) await chown(folder, account.uid, account.gid)
  const options = { cwd: folder, ...(account === null ? {} : { account }) }
  const port = await freePort()
  const config = join(folder, 'pgbouncer.ini')
  const url = new URL(postgres.url)
  url.port = String(port)

  async function configure(behind: string): Promise<void> {
    const { hostname, port: behindPort, username, password } = new URL(behind)
    await writeFile(
      config,
      `[databases]
      * = host=${hostname} port=${behindPort} user=${username} password=${password}
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = ${port}
      unix_socket_dir =
      auth_type = any
      admin_users = admin
      pool_mode = ${mode}
      default_pool_size = 8
      server_login_retry = 0
      `,
    )
  }

  async function sql(text: string, database = url.pathname.slice(1), user = url.username): Promise<string> {
    const target = `host=127.0.0.1 port=${port} dbname=${database} user=${user}`
    const { exitCode, stdout, stderr } = await run('psql', ['-X', '-q', '-A', '-t', '-d', target, '-c', text])
    if (exitCode !== 0) throw new Error(stderr)
    return stdout.trim()
  }

  await configure(postgres.url)
  const server = await startServer(pgbouncerProgram, [config], options)
  while (
    await sql('SHOW VERSION', 'pgbouncer', 'admin').then(
      () => false,
      () => true,
    )
  ) {
    if (!server.running()) throw new Error(`pgbouncer: ${server.output()}`)
    await sleep(50)
  }

  return {
    url: url.href,
    sql,
    async leadTo(next) {
      await configure(next.url)
      await sql('RELOAD', 'pgbouncer', 'admin')
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
