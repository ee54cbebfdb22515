import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { postgresPrograms } from './peers.ts'
import { run, type Server, startServer, systemAccount } from './processes.ts'
import { signalProcess } from './signal-process.ts'

export interface Postgres {
  /** Of its superuser and the database `postgres`. */
  readonly url: string
  /** The postmaster first; each connection has a process of its own. */
  processes(): Promise<readonly number[]>
  /** Runs SQL, as psql does; rejects at the first error. */
  sql(text: string): Promise<string>
  /** Sends a signal to the server and to all who serve its connections. */
  signal(signal: NodeJS.Signals): Promise<void>
  /** Ends it, if it still runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>
  /** All of its schema `ringlock`, as pg_dump writes it. */
  dump(): Promise<string>
  /** Puts a dump in place of what is there, as pg_restore does. */
  restore(dump: string): Promise<void>
  /** A standby that follows it, and is promoted: it has everything that was committed before. */
  promoteStandby(): Promise<Postgres>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const password = 'postgres-peer'

/**
 * Starts a private PostgreSQL on loopback, with a folder of its own; passwords by SCRAM, nothing synced to the disk.
 *
 * @param further - `name=value`, where it is to be set up otherwise
 * @param wrapper - what goes in front of the server's command line, as in `taskset -c 0`
 */
export async function startPostgres(
  further: readonly string[] = [],
  wrapper: readonly string[] = [],
): Promise<Postgres> {
  const programs = postgresPrograms()
  if (programs === null) throw new Error('PostgreSQL is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-postgres-'))
  const account = await systemAccount('postgres')
  if (account !== null) await chown(folder, account.uid, account.gid)
  const options = { cwd: folder, ...(account === null ? {} : { account }) }
  const port = await freePort()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const data = join(folder, 'data')

  async function must(program: string, args: readonly string[], input = ''): Promise<string> {
    const { exitCode, stdout, stderr } = await run(join(programs ?? '', program), args, { ...options, input })
    if (exitCode !== 0) throw new Error(`${program}: ${stderr}`)
    return stdout
  }

  async function start(data: string, port: number, url: string): Promise<Server> {
    const settings = ['fsync=off', 'max_connections=50', 'shared_buffers=16MB', `port=${port}`, ...further]
    const args = ['-D', data, '-k', folder, '-h', '127.0.0.1', ...settings.flatMap((each) => ['-c', each])]
    const [command = '', ...rest] = [...wrapper, join(programs ?? '', 'postgres'), ...args]
    const server = await startServer(command, rest, options)
    while ((await run(join(programs ?? '', 'pg_isready'), ['-q', '-d', url])).exitCode !== 0) {
      if (!server.running()) throw new Error(`postgres: ${server.output()}`)
      await sleep(50)
    }
    return server
  }

  async function processes({ pid }: Server): Promise<number[]> {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    return [pid, ...children.split(' ').filter(Boolean).map(Number)]
  }

  await writeFile(join(folder, 'password'), password)
  await must('initdb', [
    ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', join(folder, 'password')],
    ...['-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
  ])
  return serve(data, port, url, () => rm(folder, { recursive: true, force: true }))

  /** @param tidyUp - when it was stopped */
  async function serve(
    data: string,
    port: number,
    url: string,
    tidyUp: () => Promise<void>,
  ): Promise<Postgres> {
    let server = await start(data, port, url)
    const sql = (text: string) =>
      must('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, '-f', '-'], text)

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

    return {
      url,
      processes: () => processes(server),
      sql,
      signal,
      dump: () => must('pg_dump', ['-d', url, '-n', 'ringlock', '--clean', '--if-exists']),
      restore: async (dump) => {
        await sql(dump)
      },
      async promoteStandby() {
        const otherPort = await freePort()
        const otherData = join(folder, `standby-${otherPort}`)
        const otherUrl = url.replace(`:${port}/`, `:${otherPort}/`)
        await must('pg_basebackup', ['-d', url, '-D', otherData, '-R', '-X', 'stream', '-c', 'fast'])
        const standby = await serve(otherData, otherPort, otherUrl, async () => {})
        await standby.sql('SELECT pg_promote()')
        return standby
      },
      async restart() {
        await end()
        server = await start(data, port, url)
      },
      async stop() {
        await end()
        await tidyUp()
      },
    }
  }
}
