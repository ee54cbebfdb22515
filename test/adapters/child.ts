import { type ChildProcess, type Serializable, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bundled } from '../bundled.ts'

/** A process of our own that runs a script of this folder and talks over IPC. */
export interface Child {
  readonly pid: number
  send(message: Serializable): void
  /** The next message that no one has read yet. Throws when the child ends before it. */
  next(): Promise<unknown>
  kill(): Promise<void>
}

const running = new Set<Child>()

/** For after each test: a test that fails must not leave processes behind, and its own process waiting for them. */
export async function killChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.kill()))
}

/** @param prefix - a command that starts another one, such as a shell with a resource limit */
export async function startChild(
  script: string,
  args: readonly string[] = [],
  prefix: readonly string[] = [],
): Promise<Child> {
  const file = await bundled(fileURLToPath(new URL(script, import.meta.url)))
  const [command, ...rest] = [...prefix, process.execPath, file, ...args]
  const child: ChildProcess = spawn(command as string, rest, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new AbortController()
  const exited = once(child, 'exit').then(() => ended.abort())
  const messages = on(child, 'message', { signal: ended.signal })
  await once(child, 'spawn')
  const started: Child = {
    pid: child.pid as number,
    send: (message) => void child.send(message),
    next: async () => (await messages.next()).value[0],
    async kill() {
      child.kill('SIGKILL')
      await exited
      running.delete(started)
    },
  }
  running.add(started)
  return started
}
