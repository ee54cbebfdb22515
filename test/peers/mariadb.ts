import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { run, type Server, startServer, systemAccount } from './processes.ts'
import { signalProcess } from './signal-process.ts'

export interface Mariadb {
  readonly port: number
  /** The path of its Unix socket. */
  readonly socket: string
  /** Of its superuser, who has a password over TCP and over the socket. */
  readonly user: string
  readonly password: string
  /** Runs SQL in a database, as the mariadb client does, and answers what it prints; rejects at the first error. */
  sql(database: string, text: string): Promise<string>
  signal(signal: NodeJS.Signals): Promise<void>
  /** Ends it, if it still runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const user = 'ringlock'
const password = 'mariadb-peer'

/**
 * Starts a private MariaDB on loopback, with a folder of its own; nothing is synced to the disk.
 *
 * @param further - `--name=value`, where it is to be set up otherwise
 */
export async function startMariadb(further: readonly string[] = []): Promise<Mariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-mariadb-'))
  const account = await systemAccount('mysql')
  if (account !== null) await chown(folder, account.uid, account.gid)
  const options = { cwd: folder, ...(account === null ? {} : { account }) }
  const port = await freePort()
  const socket = join(folder, 'socket')
  const data = join(folder, 'data')
  const client = ['--no-defaults', `--socket=${socket}`]

  async function must(program: string, args: readonly string[], input = ''): Promise<string> {
    const { exitCode, stdout, stderr } = await run(program, args, { ...options, input })
    if (exitCode !== 0) throw new Error(`${program}: ${stderr}${stdout}`)
    return stdout
  }

  async function start(): Promise<Server> {
    const server = await startServer(
      'mariadbd',
      [
        ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`],
        ...['--bind-address=127.0.0.1', `--pid-file=${join(folder, 'pid')}`, '--skip-name-resolve'],
        ...['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync'],
        ...['--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M', '--performance-schema=OFF'],
        ...further,
      ],
      options,
    )
    while ((await run('mariadb-admin', [...client, 'ping'], options)).exitCode !== 0) {
      if (!server.running()) throw new Error(`mariadbd: ${server.output()}`)
      await sleep(50)
    }
    return server
  }

  await must('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'],
    ...['--skip-test-db', '--innodb-flush-method=nosync'],
  ])
  let server = await start()
  const root = [...client, '--user=root']
  const sql = (database: string, text: string) => must('mariadb', [...root, '-N', '-B', database], text)
  await sql('mysql', `GRANT ALL ON *.* TO '${user}'@'%' IDENTIFIED BY '${password}'`)

  return {
    port,
    socket,
    user,
    password,
    sql,
    signal: (name) => signalProcess(server.pid, name),
    async restart() {
      await end()
      server = await start()
    },
    async stop() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function end(): Promise<void> {
    if (!server.running()) return
    process.kill(server.pid, 'SIGCONT')
    await server.stop()
  }
}
