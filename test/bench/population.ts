import { createHash, createHmac } from 'node:crypto'
import { Secret } from 'otpauth'
import type { ImportedUser } from '../peers/ringlock.ts'

/** A user who logs in during a measurement. */
export interface BenchUser {
  readonly name: string
  readonly password: string
  readonly totpSecret: Buffer
  readonly totpSecretBase32: string
}

/** Milliseconds of a time-step. */
export const period = 30_000

/** The same users for the same count: names, passwords and 160-bit secrets are made from their number. */
export function makeUsers(count: number): BenchUser[] {
  return Array.from({ length: count }, (_, i) => makeUser(i))
}

export function makeUser(i: number): BenchUser {
  const totpSecret = createHash('sha1').update(`totp secret ${i}`).digest()
  return {
    name: `u${String(i).padStart(6, '0')}`,
    password: createHash('sha1').update(`password ${i}`).digest('base64url').slice(0, 12),
    totpSecret,
    totpSecretBase32: new Secret({ buffer: new Uint8Array(totpSecret).buffer }).base32,
  }
}

/** A user's line of `ringlock user import`, with the password as a salted SHA-1. */
export function withSsha(user: BenchUser): ImportedUser {
  return withHash(user, `{SSHA}${sshaBytes(user).toString('base64')}`)
}

export function withHash({ name, totpSecretBase32 }: BenchUser, passwordHash: string): ImportedUser {
  return { name, passwordHash, totpSecret: totpSecretBase32 }
}

/** Salted SHA-1, as the bytes that follow `{SSHA}` in base64 (eight bytes of salt at the end). */
export function sshaBytes({ name, password }: Pick<BenchUser, 'name' | 'password'>): Buffer {
  const salt = createHash('sha1').update(`salt of ${name}`).digest().subarray(0, 8)
  return Buffer.concat([createHash('sha1').update(password).update(salt).digest(), salt])
}

/** RFC 6238 with SHA-1, six digits, 30 s. */
export function totpCode({ totpSecret }: BenchUser, timeStep: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(timeStep))
  const mac = createHmac('sha1', totpSecret).update(counter).digest()
  const offset = mac.readUInt8(19) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export function currentTimeStep(): number {
  return Math.floor(Date.now() / period)
}

/** The first time-step to begin once `preparation` milliseconds have passed. */
export function timeStepAfter(preparation: number): number {
  return Math.floor((Date.now() + preparation) / period) + 1
}

/** When a code of this time-step stops being acceptable with a drift window of one; milliseconds since the epoch. */
export function acceptableUntil(timeStep: number): number {
  return (timeStep + 2) * period
}

/** Waits until a time-step begins; answers at once when it has begun. */
export async function untilTimeStep(timeStep: number): Promise<void> {
  for (let rest = 1; rest > 0; rest = timeStep * period - Date.now()) {
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
}
