import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Role } from '../../adapters/user-store.ts'
import { freePort } from '../free-port.ts'
import { sharedSecret } from '../server/radius/packets.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type RunOptions, type RunResult, run, type Server, startServer } from './processes.ts'
import { untilAnswering } from './status-server.ts'

export { sharedSecret }

export interface RinglockSetup {
  /** A line of `ringlock user import` each; none: nothing is imported, and there is no data folder yet. */
  readonly users: readonly ImportedUser[]
  /** What is not as usual for the only NAS, 127.0.0.1. */
  readonly client?: Readonly<Record<string, unknown>>
  readonly policy?: Readonly<Record<string, unknown>>
  readonly http?: Readonly<Record<string, unknown>>
  readonly stateStore?: Readonly<Record<string, unknown>>
  /** What goes in front of the command line of `ringlock serve`, as in `taskset -c 0`. */
  readonly wrapper?: readonly string[]
  /** The Node.js that runs it; absent: the one that runs the tests. */
  readonly node?: string
  /** main.js of another build. */
  readonly build?: string
}

export type ImportedUser = {
  readonly name: string
  readonly role?: Role
  readonly totpSecret?: string
} & ({ readonly password: string } | { readonly passwordHash: string })

/** A configured Ringlock that does not serve yet. */
export interface RinglockFolder {
  readonly port: number
  readonly sharedSecret: string
  readonly dataDir: string
  /** The command line of any program that is to run `ringlock COMMAND`. */
  commandLine(args: readonly string[]): readonly [string, ...string[]]
  command(args: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Starts the service; the caller stops it. */
  serve(): Promise<Server>
}

export interface Ringlock extends Omit<RinglockFolder, 'serve'>, Server {}

/** As it was built, as it is installed. */
export const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** Configures a private Ringlock, with its users, for as long as `use` takes. */
export function withRinglockFolder<T>(
  {
    users,
    client,
    policy,
    http,
    stateStore,
    wrapper = [],
    node = process.execPath,
    build = program,
  }: RinglockSetup,
  use: (folder: RinglockFolder) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const port = await freePort()
    const config = join(folder, 'ringlock.yaml')
    // JSON is YAML.
    await writeFile(
      config,
      JSON.stringify({
        radius: {
          listen: [`127.0.0.1:${port}`],
          clients: [{ name: 'tests', address: '127.0.0.1', secret: sharedSecret, ...client }],
        },
        userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
        policy,
        http,
        stateStore,
      }),
      { mode: 0o600 },
    )
    const commandLine: RinglockFolder['commandLine'] = (args) => [node, build, ...args, '--config', config]
    const command: RinglockFolder['command'] = (args, options) => {
      const [file, ...rest] = commandLine(args)
      return run(file, rest, options)
    }
    const serve = () => {
      const [file, ...args] = [...wrapper, ...commandLine(['serve'])] as const
      return startServer(file ?? '', args)
    }

    if (users.length > 0) {
      const importFile = join(folder, 'users.jsonl')
      await writeFile(importFile, users.map((user) => `${JSON.stringify(user)}\n`).join(''), { mode: 0o600 })
      const imported = await command(['user', 'import', importFile])
      if (imported.exitCode !== 0) throw new Error(imported.stdout + imported.stderr)
    }
    return use({ port, sharedSecret, dataDir: join(folder, 'data'), commandLine, command, serve })
  })
}

/** Runs a private Ringlock for as long as `use` takes. */
export function withRinglock<T>(setup: RinglockSetup, use: (ringlock: Ringlock) => Promise<T>): Promise<T> {
  return withRinglockFolder(setup, async ({ serve, ...folder }) => {
    const server = await serve()
    await untilAnswering(server, folder.port, sharedSecret)
    try {
      return await use({ ...folder, ...server })
    } finally {
      await server.stop()
    }
  })
}
