import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../../server/cli/program.ts'
import { openListeners, openService } from '../../../server/compose/app.ts'
import { checkConfig } from '../../../server/compose/check-config.ts'
import { copyStoredState, examineStateStore } from '../../../server/compose/open-state.ts'
import { examineUserStores } from '../../../server/compose/open-user-stores.ts'
import { restoreBackup } from '../../../server/compose/restore.ts'
import { systemClock } from '../../../server/lib/clock.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import { freePort } from '../../free-port.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { createScreens } from './screens.ts'

/** As it was built, as it is installed. */
const program = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url))

export const sharedSecret = 'a shared secret of these tests'
export const aliceSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
export const alicePassword = 'pass-of-alice \'é"$'

export interface Ran {
  /** null: ended by a signal. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Of a command that runs in this process: what it takes for the time. */
  readonly clock?: () => number
  /** Of a command that is started: how many file descriptors it may have. */
  readonly descriptors?: number
}

/** A folder with a ringlock.yaml. */
export interface CommandFolder {
  readonly folder: string
  readonly configFile: string
  readonly port: number
  /** Runs a command in this very process, as main.ts does. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>
  /** Runs a command that must be done, and reads its JSON. */
  json<Data>(args: readonly string[], options?: RunOptions): Promise<Data>
  /** Starts the built program in the folder; it is killed in the end if it still runs. */
  start(args: readonly string[], options?: RunOptions): Started
  /** Starts it on a terminal, with `script` of util-linux. */
  startOnTerminal(args: readonly string[]): OnTerminal
  configure(change: object): Promise<void>
}

export interface OnTerminal extends Started {
  /** What a person presses. */
  types(keys: string): void
}

export interface Started {
  readonly child: ChildProcess
  /** Waits until the command has printed this. */
  says(text: string): Promise<void>
  output(): string
  readonly ended: Promise<Ran>
}

export function withCommandFolder(use: (folder: CommandFolder) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    const port = await freePort()
    const started: Started[] = []
    const start = (args: readonly string[], options?: RunOptions) => {
      const command = startCommand(folder, args, options)
      started.push(command)
      return command
    }
    const run = async (args: readonly string[], options: RunOptions = {}): Promise<Ran> => {
      const { input, env = {}, clock = systemClock } = options
      const screens = createScreens(input)
      const argv = args.includes('--config') ? args : [...args, '--config', configFile]
      const exitCode = await runProgram(argv, {
        ...screens,
        openService: (config, given) => openService(config, { clock, ...given }),
        openListeners,
        copyState: copyStoredState,
        restoreBackup,
        checkConfig,
        examineStateStore,
        examineUserStores,
        env,
        clock,
      })
      return { exitCode, stdout: screens.printed(), stderr: screens.complained() }
    }
    // JSON is YAML.
    const configure = (change: object) =>
      writeFile(configFile, JSON.stringify({ ...configFor(port), ...change }), { mode: 0o600 })
    await configure({})
    try {
      await use({
        folder,
        configFile,
        port,
        run,
        start,
        startOnTerminal(args) {
          const command = startOnTerminal(folder, args)
          started.push(command)
          return command
        },
        configure,
        async json(args, options) {
          const ran = await run([...args, '--json'], options)
          if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr)
          return JSON.parse(ran.stdout)
        },
      })
    } finally {
      for (const { child } of started) child.kill('SIGKILL')
      await Promise.all(started.map(({ ended }) => ended))
    }
  })
}

export function configFor(port: number) {
  return {
    radius: {
      listen: [`127.0.0.1:${port}`],
      clients: [{ name: 'tests', address: '127.0.0.1', secret: sharedSecret }],
    },
    userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
  }
}

/** The code of a base32 secret, `steps` time-steps from now. */
export function codeNow(steps = 0, totpSecret = aliceSecret): string {
  return codeOfStep(timeStepAt(Date.now(), 30) + steps, totpSecret)
}

export function codeOfStep(step: number, totpSecret = aliceSecret): string {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new Error('not base32')
  return codeAt(totpKey(bytes, 'SHA1'), step, { digits: 6 })
}

/** alice, enrolled, in the file store. */
export async function addAlice({ run }: CommandFolder): Promise<void> {
  const user = {
    name: 'alice',
    role: 'admin',
    groups: ['admins'],
    password: alicePassword,
    totpSecret: aliceSecret,
  }
  const ran = await run(['user', 'import', '-'], { input: `${JSON.stringify(user)}\n` })
  if (ran.exitCode !== 0) throw new Error(ran.stderr)
}

function startCommand(
  cwd: string,
  args: readonly string[],
  { input = '', env = {}, descriptors }: RunOptions = {},
): Started {
  const limited = descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh']
  const [program = '', ...words] = [...limited, process.execPath, builtProgram(), ...args]
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env } })
  // A command that ends without reading its input closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return watch(child)
}

function startOnTerminal(cwd: string, args: readonly string[]): OnTerminal {
  const commandLine = [process.execPath, builtProgram(), ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', commandLine, '/dev/null'], { cwd })
  return { ...watch(child), types: (keys) => child.stdin.write(keys) }
}

function builtProgram(): string {
  if (!existsSync(program)) throw new Error('npm run build first: this runs the built program')
  return program
}

function watch(child: ChildProcessWithoutNullStreams): Started {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  const text = (name: 'stdout' | 'stderr') => Buffer.concat(chunks[name]).toString()
  const output = () => text('stdout') + text('stderr')
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk))
  const ended = once(child, 'close').then(
    ([exitCode]): Ran => ({
      exitCode,
      stdout: text('stdout'),
      stderr: text('stderr'),
    }),
  )

  return {
    child,
    output,
    ended,
    says: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output().includes(wanted)) return
          child.stdout.off('data', look)
          child.stderr.off('data', look)
          resolve()
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        look()
        void ended.then(() => reject(new Error(`ended without saying ${wanted}: ${output()}`)))
      }),
  }
}
