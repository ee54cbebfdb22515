import { parentPort } from 'node:worker_threads'
import type { HashComparison, HashComparisonResult } from './hashing-threads.ts'
import { iteratedFormats } from './iterated-formats.ts'

/** The worker of hashing-threads.ts: computes one comparison after another. */
parentPort?.on('message', ({ password, hash }: HashComparison) => {
  const format = iteratedFormats.find((each) => each.accepts(hash))
  const result: HashComparisonResult = format?.matches(password, hash) ?? false
  parentPort?.postMessage(result)
})
