import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { IteratedFormat, SlowFormat } from './password-format.ts'

export interface HashComparison {
  readonly password: string
  readonly hash: string
}
export type HashComparisonResult = boolean

/** Grows to the most that were busy at once, which the hashing queue limits. */
const idle: Worker[] = []

/** Computes the format's hashes on worker threads. */
export function onHashingThread(format: IteratedFormat): SlowFormat {
  return { ...format, speed: 'slow', matches: (password, hash) => compare({ password, hash }) }
}

/** Rejects when the thread dies. */
async function compare(comparison: HashComparison): Promise<HashComparisonResult> {
  const worker = idle.pop() ?? startThread()
  // A busy thread keeps the process alive; an idle one does not.
  worker.ref()
  worker.postMessage(comparison)
  const [result] = await once(worker, 'message')
  worker.unref()
  idle.push(worker)
  return result === true
}

/**
 * In the build the thread is a file of its own. From the sources, it must load the TypeScript loader first, like this
 * process.
 */
function startThread(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./hashing-thread.mjs', import.meta.url))
  const source = new URL('./hashing-thread.ts', import.meta.url)
  const program = `import { register } from '${import.meta.resolve('tsx/esm/api')}'
    register()
    await import('${source}')`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`))
}
