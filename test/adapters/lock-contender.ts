import { acquireProcessLock, LockedError, type ProcessLock } from '../../adapters/lowdb/process-lock.ts'

/** Tries to take every lock it is sent the path of, and keeps it; says what came of it. */
const held: ProcessLock[] = []

process.on('message', async (path: string) => {
  try {
    held.push(await acquireProcessLock(path, 'lock contender'))
    process.send?.('acquired')
  } catch (error) {
    process.send?.(error instanceof LockedError ? 'locked' : String(error))
  }
})
process.send?.('ready')
