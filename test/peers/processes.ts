import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface RunOptions {
  /** What the program reads; its standard input is empty otherwise. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Another account to run it under, by its numbers; for programs that refuse to be root. */
  readonly account?: Account
}

export interface Account {
  readonly uid: number
  readonly gid: number
}

export interface RunResult {
  /** null: ended by a signal. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Longer than any client here goes on asking. */
const longestRun = 60_000

/** Runs a program to its end; one that takes longer than a minute is killed. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    ...options.account,
    env: { ...process.env, ...options.env },
    timeout: longestRun,
    killSignal: 'SIGKILL',
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  // A program that ends without reading its input closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [exitCode] = await once(child, 'close')
  return { exitCode, stdout: stdout(), stderr: stderr() }
}

export interface Server {
  readonly pid: number
  /** Everything it has said so far. */
  output(): string
  /** Whether it still runs. */
  running(): boolean
  /** Ends it (SIGTERM, after five seconds SIGKILL) and waits for its end. */
  stop(): Promise<void>
}

/** Starts a program that stays; the caller stops it. */
export async function startServer(
  command: string,
  args: readonly string[],
  options: Omit<RunOptions, 'input'> = {},
): Promise<Server> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    ...options.account,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const closed = once(child, 'close')
  await once(child, 'spawn')
  return {
    pid: pidOf(child),
    output: () => stdout() + stderr(),
    running: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGTERM')
      const killing = setTimeout(() => child.kill('SIGKILL'), 5000)
      await closed
      clearTimeout(killing)
    },
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`)
  return child.pid
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

/** A system account; null: there is none, or we are not root and are no one but ourselves. */
export async function systemAccount(name: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])))
  if (uid?.exitCode !== 0 || gid?.exitCode !== 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}
