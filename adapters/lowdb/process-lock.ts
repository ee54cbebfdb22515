import { link, readdir, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import {
  type Claim,
  isDead,
  LockedError,
  makeClaim,
  parseClaim,
  readClaim,
  writeClaim,
} from './lock-claim.ts'

export { LockedError } from './lock-claim.ts'

export interface ProcessLock {
  /** Releases the lock. The death of the process releases it too. */
  release(): Promise<void>
}

/**
 * Takes a lock that only one process can hold and that a killed process does not keep. Node.js has no flock(2), so the
 * lock is a file made by link(2), which fails where the file exists.
 *
 * A dead holder is succeeded by the process that links `PATH.after.NONCE`, with the holder's nonce: while PATH has that
 * nonce, only the successor may replace it. A dead successor is succeeded in the same way, and the last one renames its
 * claim over PATH.
 *
 * @param holder - names this process in the message that the next one gets
 * @throws LockedError
 */
export async function acquireProcessLock(path: string, holder: string): Promise<ProcessLock> {
  const claim = makeClaim(holder)
  const claimFile = `${path}.${claim.nonce}.claim`
  try {
    await writeClaim(claimFile, claim)
    while (!(await tryToTake(path, claimFile))) {
      // The lock changed between two reads: read it again.
    }
  } finally {
    await rm(claimFile, { force: true })
  }
  await removeLitter(path, claim.nonce)

  return {
    async release() {
      if ((await readClaim(path))?.nonce === claim.nonce) await rm(path, { force: true })
    },
  }
}

/** False: the lock changed hands meanwhile. */
async function tryToTake(path: string, claimFile: string): Promise<boolean> {
  if (await linkIfFree(claimFile, path)) return true
  const holder = await readClaim(path)
  if (holder === null) return false
  let dead = holder
  for (;;) {
    if (!isDead(dead)) throw lockedBy(dead, path)
    const succession = `${path}.after.${dead.nonce}`
    if (await linkIfFree(claimFile, succession)) return takeOver(path, holder, claimFile, succession)
    const successor = await readClaim(succession)
    if (successor === null) return false
    dead = successor
  }
}

/** Only for the process that made `succession`. */
async function takeOver(
  path: string,
  holder: Claim,
  claimFile: string,
  succession: string,
): Promise<boolean> {
  if ((await readClaim(path))?.nonce !== holder.nonce) {
    await rm(succession, { force: true })
    return false
  }
  await rename(claimFile, path)
  return true
}

async function linkIfFree(claimFile: string, name: string): Promise<boolean> {
  try {
    await link(claimFile, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function lockedBy({ pid, holder, since, host }: Claim, path: string): LockedError {
  const who = `${holder} (process ${pid}, since ${since})`
  if (host === hostname()) return new LockedError(`In use by ${who}; lock file ${path}`, pid)
  const wayOut = `if that host or process is gone, remove ${path} and every ${basename(path)}.after.* beside it`
  return new LockedError(`In use by ${who} on the host ${host}; ${wayOut}`, pid)
}

/** Removes files of killed processes. Only the holder may do this, because a living holder has no successor. */
async function removeLitter(path: string, ownNonce: string): Promise<void> {
  const prefix = `${basename(path)}.`
  for (const entry of await readdir(dirname(path))) {
    if (!entry.startsWith(prefix)) continue
    const file = join(dirname(path), entry)
    if (entry.startsWith(`${prefix}after.`)) {
      if (entry !== `${prefix}after.${ownNonce}`) await rm(file, { force: true })
    } else if (entry.endsWith('.claim')) {
      const claim = parseClaim(await readFile(file, 'utf8').catch(() => ''))
      if (claim !== null && isDead(claim)) await rm(file, { force: true })
    }
  }
}
