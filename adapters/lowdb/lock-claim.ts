import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** Another process holds the lock, or it cannot be determined whether its holder still runs. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  /** null: the lock file does not say. */
  readonly pid: number | null

  constructor(message: string, pid: number | null) {
    super(message)
    this.pid = pid
  }
}

/** Content of a lock file (process-lock.ts), as JSON. */
export interface Claim extends ProcessIdentity {
  readonly holder: string
  /** ISO 8601. */
  readonly since: string
  readonly host: string
  /** null where the system has no boot id. */
  readonly bootId: string | null
  /** Unique. */
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

/** Synced before it is linked, so that a power failure leaves a readable lock. Other users may read it. */
export async function writeClaim(claimFile: string, claim: Claim): Promise<void> {
  const file = await open(claimFile, 'wx', 0o644)
  try {
    await file.writeFile(`${JSON.stringify(claim)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** null: there is no such file. Throws {@link LockedError} for a file that is no claim. */
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

/** A process on another host is never considered dead. */
export function isDead(claim: Claim): boolean {
  if (claim.host !== hostname()) return false
  const bootId = readBootId()
  if (claim.bootId !== null && bootId !== null && claim.bootId !== bootId) return true
  return !isRunning(claim)
}
