import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { IteratedFormat, SlowFormat } from './password-format.ts'

export interface HashComparison {
  readonly password: string
  readonly hash: string
}
export type HashComparisonResult = boolean

/** As many as were ever busy at once, which the hashing queue bounds. */
const idle: Worker[] = []

/** Computes the format's hashes on threads beside the main one. */
export function onHashingThread(format: IteratedFormat): SlowFormat {
  return { ...format, speed: 'slow', matches: (password, hash) => compare({ password, hash }) }
}

/** Rejects when the thread dies of it. */
async function compare(comparison: HashComparison): Promise<HashComparisonResult> {
  const worker = idle.pop() ?? startThread()
  // A busy thread keeps the process running, an idle one does not.
  worker.ref()
  worker.postMessage(comparison)
  const [result] = await once(worker, 'message')
  worker.unref()
  idle.push(worker)
  return result === true
}

/** The build makes a file of its own of the thread; from the sources, it has to learn TypeScript first, as this one did. */
function startThread(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./hashing-thread.mjs', import.meta.url))
  const source = new URL('./hashing-thread.ts', import.meta.url)
  const program = `import { register } from '${import.meta.resolve('tsx/esm/api')}'
    register()
    await import('${source}')`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`))
}
