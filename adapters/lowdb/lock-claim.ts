import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** Somebody else has the lock, or nobody can tell whether its holder still lives. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  /** null: the lock file does not tell. */
  readonly pid: number | null

  constructor(message: string, pid: number | null) {
    super(message)
    this.pid = pid
  }
}

/** What a lock file (process-lock.ts) holds, as JSON. */
export interface Claim extends ProcessIdentity {
  readonly holder: string
  /** ISO 8601. */
  readonly since: string
  readonly host: string
  /** null where the system does not tell. */
  readonly bootId: string | null
  /** Never used twice. */
  readonly nonce: string
}

export function makeClaim(holder: string): Claim {
  return {
    ...ownIdentity(),
    holder,
    since: new Date().toISOString(),
    host: hostname(),
    bootId: readBootId(),
    nonce: randomBytes(12).toString('hex'),
  }
}

function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return null
  }
}

/** Synced before it is linked, so that a power failure leaves a lock that can be judged. Readable by the next user. */
export async function writeClaim(claimFile: string, claim: Claim): Promise<void> {
  const file = await open(claimFile, 'wx', 0o644)
  try {
    await file.writeFile(`${JSON.stringify(claim)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** null: there is no such file. Throws {@link LockedError} where it is somebody else's. */
export async function readClaim(file: string): Promise<Claim | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const claim = parseClaim(text)
  if (claim === null)
    throw new LockedError(`${file} is no lock file of ours; remove it if nothing uses it`, null)
  return claim
}

/** null: this is no claim. */
export function parseClaim(text: string): Claim | null {
  try {
    const claim = JSON.parse(text) as Partial<Claim> | null
    return typeof claim?.pid === 'number' && typeof claim.nonce === 'string' ? (claim as Claim) : null
  } catch {
    return null
  }
}

/** A process on another host is never known to be dead. */
export function isDead(claim: Claim): boolean {
  if (claim.host !== hostname()) return false
  const bootId = readBootId()
  if (claim.bootId !== null && bootId !== null && claim.bootId !== bootId) return true
  return !isRunning(claim)
}
