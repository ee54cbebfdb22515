import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Suite } from 'uvu/parse'
import { endOfFile } from './output.ts'

export interface RanFile {
  readonly name: string
  readonly output: string
  readonly milliseconds: number
  /** Why it came to no end; null: it did. */
  readonly died: string | null
}

const program = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Milliseconds that a file may take, and that a process may stay when it has nothing left to do. */
const longest = { file: 15 * 60_000, end: 60_000 }

/**
 * Runs files in processes beside each other, each with its own folder for temporary files. A process that dies costs the file
 * that it runs; another one takes its place.
 */
export async function runFiles(
  files: readonly Suite[],
  processes: number,
  onRan: (file: RanFile) => void,
): Promise<void> {
  const waiting = files.values()
  const lanes = Array.from({ length: Math.min(processes, files.length) }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringlock-run-'))
    // As the common one is: PostgreSQL and others run under accounts of their own.
    await chmod(folder, 0o1777)
    let worker: Worker | null = null
    let last = ''
    for (const file of waiting) {
      worker ??= startWorker(folder)
      const ran: RanFile = await worker.run(file)
      if (ran.died !== null) worker = null
      last = ran.name
      onRan(ran)
    }
    const left = await worker?.end()
    if (left?.died) onRan({ name: `after ${last}`, milliseconds: 0, ...left })
    await rm(folder, { recursive: true, force: true })
  })
  await Promise.all(lanes)
}

type Worker = ReturnType<typeof startWorker>

function startWorker(folder: string) {
  const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const env = { ...process.env, ...colors, RINGLOCK_TEST_FOLDER: folder }
  const child = fork(program, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env })
  let output = ''
  let onEnd = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (text.includes(endOfFile)) onEnd()
    })
  }
  const closed = once(child, 'close').then(([code, signal]) => ({ code, signal }))

  return {
    async run({ name, file }: Suite): Promise<RanFile> {
      const begun = performance.now()
      output = ''
      const ended = new Promise<null>((resolve) => (onEnd = () => resolve(null)))
      const hangs = setTimeout(() => child.kill('SIGKILL'), longest.file)
      // Where the process is gone already, `closed` says so.
      child.send({ name, file }, () => {})
      const end = await Promise.race([ended, closed])
      clearTimeout(hangs)
      const died = end === null ? null : `the process ended early (${end.signal ?? `exit code ${end.code}`})`
      return { name, output: output.replace(endOfFile, ''), milliseconds: performance.now() - begun, died }
    },
    /** Lets it end by itself: what a test left open, or what fails late, is a failure too. */
    async end(): Promise<Pick<RanFile, 'output' | 'died'>> {
      output = ''
      const hangs = setTimeout(() => child.kill('SIGKILL'), longest.end)
      // Its own disconnect(): after one on this side Node.js emits no 'close'.
      child.send('end', () => {})
      const { code, signal } = await closed
      clearTimeout(hangs)
      return {
        output,
        died: code === 0 ? null : `the process ended badly (${signal ?? `exit code ${code}`})`,
      }
    },
  }
}
