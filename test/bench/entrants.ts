import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import { withFreeRadius } from '../peers/freeradius.ts'
import { startPostgres } from '../peers/postgres.ts'
import { startServer } from '../peers/processes.ts'
import { sharedSecret, withRinglock, withRinglockFolder } from '../peers/ringlock.ts'
import { untilAnswering } from '../peers/status-server.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { writeCeilingUsers } from './ceiling/users.ts'
import type { Contender } from './contest.ts'
import { type Claims, claimTables, sshaPassword, totpSetup } from './freeradius-totp.ts'
import { familySeconds } from './measure.ts'
import { type BenchUser, withSsha } from './population.ts'

/** A server that takes part in a comparison. */
export interface Entrant {
  readonly name: string
  /** Runs it with these users for as long as `use` takes. */
  readonly run: <T>(
    users: readonly BenchUser[],
    place: Place,
    use: (contender: Contender) => Promise<T>,
  ) => Promise<T>
}

/** Where the servers run. */
export interface Place {
  /** What goes in front of a command line; pins its process to the servers' core, or nothing. */
  readonly wrapper: readonly string[]
}

/** @param node - the Node.js that runs it; absent: the one that runs the bench */
export function ringlockOnLowdb(name = 'Ringlock', node?: string): Entrant {
  return {
    name,
    run: (users, { wrapper }, use) =>
      withRinglock({ users: users.map(withSsha), wrapper, ...(node !== undefined && { node }) }, (ringlock) =>
        use({ ports: [ringlock.port], pids: [ringlock.pid], sharedSecret }),
      ),
  }
}

/** One or two services on a database of their own. */
export function ringlockOnPostgres(name: string, services: 1 | 2 = 1): Entrant {
  return {
    name,
    run: (users, { wrapper }, use) =>
      withDatabase(wrapper, ({ url, seconds }) => {
        const stateStore = { kind: 'postgres', url }
        return withRinglockFolder({ users: users.map(withSsha), wrapper, stateStore }, (first) =>
          withRinglockFolder({ users: [], wrapper, stateStore }, async (second) => {
            await mkdir(second.dataDir, { mode: 0o700 })
            for (const file of ['users.json', 'master.key'])
              await copyFile(join(first.dataDir, file), join(second.dataDir, file))
            const folders = [first, second].slice(0, services)
            const servers = []
            try {
              for (const folder of folders) {
                const server = await folder.serve()
                servers.push(server)
                await untilAnswering(server, folder.port, sharedSecret)
              }
              const ports = folders.map(({ port }) => port)
              return await use({
                ports,
                pids: servers.map(({ pid }) => pid),
                sharedSecret,
                database: seconds,
              })
            } finally {
              for (const server of servers) await server.stop()
            }
          }),
        )
      }),
  }
}

/** FreeRADIUS that remembers nothing. One thread that receives, judges and answers costs it less on one core than a pool does. */
export function freeRadius(name = 'FreeRADIUS, no memory'): Entrant {
  return {
    name,
    run: (users, { wrapper }, use) =>
      withFreeRadius(
        { ...totpSetup({ sharedSecret, users, password: sshaPassword }), wrapper, args: ['-s'] },
        ({ port, pid }) => use({ ports: [port], pids: [pid], sharedSecret }),
      ),
  }
}

/** FreeRADIUS that takes a code once, by a row in PostgreSQL, and writes an audit row beside it. */
export function freeRadiusWithClaims(name: string, statements: Claims['statements']): Entrant {
  return {
    name,
    run: (users, { wrapper }, use) =>
      withDatabase(wrapper, async ({ url, sql, seconds }) => {
        await sql(claimTables)
        const setup = totpSetup({ sharedSecret, users, password: sshaPassword, claims: { url, statements } })
        return withFreeRadius({ ...setup, wrapper }, ({ port, pid }) =>
          use({ ports: [port], pids: [pid], sharedSecret, database: seconds }),
        )
      }),
  }
}

const ceilingProgram = fileURLToPath(new URL('ceiling/main.ts', import.meta.url))

/** The least that has Ringlock's guarantees for one login: what Node.js itself allows (ceiling/README.md). */
export function ceiling(name = 'ceiling', node = process.execPath): Entrant {
  return {
    name,
    run: (users, { wrapper }, use) =>
      withTemporaryFolder(async (folder) => {
        const file = await writeCeilingUsers(folder, users)
        const port = await freePort()
        const [program = '', ...args] = [
          ...wrapper,
          node,
          '--import',
          'tsx',
          ceilingProgram,
          String(port),
          file,
          folder,
          sharedSecret,
        ]
        const server = await startServer(program, args)
        try {
          await untilAnswering(server, port, sharedSecret)
          return await use({ ports: [port], pids: [server.pid], sharedSecret })
        } finally {
          await server.stop()
        }
      }),
  }
}

interface Database {
  readonly url: string
  readonly sql: (text: string) => Promise<string>
  /** Processor time of all of its processes so far. */
  readonly seconds: () => Promise<number>
}

/** PostgreSQL as it comes, each commit synced. */
async function withDatabase<T>(
  wrapper: readonly string[],
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const settings = ['fsync=on', 'shared_buffers=128MB', 'max_connections=100']
  const postgres = await startPostgres(settings, wrapper)
  try {
    const { url, sql } = postgres
    return await use({ url, sql, seconds: async () => familySeconds(await postgres.processes()) })
  } finally {
    await postgres.stop()
  }
}
