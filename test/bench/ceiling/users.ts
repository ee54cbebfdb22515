import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BenchUser, sshaBytes } from '../population.ts'

/** All that a login needs, in the form that costs least: binary strings compare and concatenate faster than buffers. */
export interface CeilingUser {
  readonly id: number
  /** SHA-1 of password and salt. */
  readonly digest: string
  readonly salt: Buffer
  /** First block of HMAC's inner and outer hash (RFC 2104), with space for what is hashed after it. */
  readonly inner: Buffer
  readonly outer: Buffer
}

const blockBytes = 64
const counterBytes = 8
const digestBytes = 20

/** @returns the file's name */
export async function writeCeilingUsers(folder: string, users: readonly BenchUser[]): Promise<string> {
  const file = join(folder, 'users.json')
  const rows = users.map((user) => [
    user.name,
    sshaBytes(user).toString('base64'),
    user.totpSecret.toString('base64'),
  ])
  await writeFile(file, JSON.stringify(rows), { mode: 0o600 })
  return file
}

export function readCeilingUsers(file: string): ReadonlyMap<string, CeilingUser> {
  const rows: [name: string, ssha: string, totpSecret: string][] = JSON.parse(readFileSync(file, 'utf8'))
  return new Map(
    rows.map(([name, ssha, totpSecret], id) => {
      const bytes = Buffer.from(ssha, 'base64')
      const key = Buffer.from(totpSecret, 'base64')
      const user = {
        id,
        digest: bytes.toString('latin1', 0, digestBytes),
        salt: bytes.subarray(digestBytes),
        inner: padded(key, 0x36, counterBytes),
        outer: padded(key, 0x5c, digestBytes),
      }
      return [name, user]
    }),
  )
}

/** A key's block for HMAC, before `space` further bytes. */
export function padded(key: Buffer, pad: number, space: number): Buffer {
  const block = Buffer.alloc(blockBytes + space)
  block.fill(pad, 0, blockBytes)
  for (const [i, byte] of key.entries()) block.writeUInt8(pad ^ byte, i)
  return block
}
