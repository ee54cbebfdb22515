import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresPrograms } from './peers.ts'
import { freeTcpPort, run, type Server, startServer, systemAccount } from './processes.ts'
import { signalProcess } from './signal-process.ts'

export interface Postgres {
  /** Of its superuser and the database `postgres`. */
  readonly url: string
  /** Runs SQL, as psql does; rejects at the first error. */
  sql(text: string): Promise<string>
  /** Sends a signal to the server and to all who serve its connections. */
  signal(signal: NodeJS.Signals): Promise<void>
  /** Ends it, if it still runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const password = 'postgres-peer'

/**
 * Starts a private PostgreSQL on loopback, with a folder of its own; passwords by SCRAM, nothing synced to the disk.
 *
 * @param further - `name=value`, where it is to be set up otherwise
 */
export async function startPostgres(further: readonly string[] = []): Promise<Postgres> {
  const programs = postgresPrograms()
  if (programs === null) throw new Error('PostgreSQL is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-postgres-'))
  const account = await systemAccount('postgres')
  if (account !== null) await chown(folder, account.uid, account.gid)
  const options = { cwd: folder, ...(account === null ? {} : { account }) }
  const port = await freeTcpPort()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const data = join(folder, 'data')

  async function must(program: string, args: readonly string[], input = ''): Promise<string> {
    const { exitCode, stdout, stderr } = await run(join(programs ?? '', program), args, { ...options, input })
    if (exitCode !== 0) throw new Error(`${program}: ${stderr}`)
    return stdout
  }

  async function start(): Promise<Server> {
    const settings = ['fsync=off', 'max_connections=50', 'shared_buffers=16MB', `port=${port}`, ...further]
    const args = ['-D', data, '-k', folder, '-h', '127.0.0.1', ...settings.flatMap((each) => ['-c', each])]
    const server = await startServer(join(programs ?? '', 'postgres'), args, options)
    while ((await run(join(programs ?? '', 'pg_isready'), ['-q', '-d', url])).exitCode !== 0) {
      if (!server.running()) throw new Error(`postgres: ${server.output()}`)
      await sleep(50)
    }
    return server
  }

  /** The postmaster first; each connection has a process of its own. */
  async function processes({ pid }: Server): Promise<number[]> {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    return [pid, ...children.split(' ').filter(Boolean).map(Number)]
  }

  async function signal(name: NodeJS.Signals): Promise<void> {
    if (!server.running()) return
    await Promise.all((await processes(server)).map((pid) => signalProcess(pid, name)))
  }

  async function end(): Promise<void> {
    await signal('SIGCONT')
    // Its "fast" shutdown, which does not wait until clients have gone.
    await signal('SIGINT')
    await server.stop()
  }

  await writeFile(join(folder, 'password'), password)
  await must('initdb', [
    ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', join(folder, 'password')],
    ...['-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
  ])
  let server = await start()

  return {
    url,
    sql: (text) =>
      must('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, '-f', '-'], text),
    signal,
    async restart() {
      await end()
      server = await start()
    },
    async stop() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
