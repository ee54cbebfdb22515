import { createHash, timingSafeEqual } from 'node:crypto'
import { hash, verify } from '@node-rs/bcrypt'
import { password, proven, sshaHash } from './measured-store.ts'

/** Comparisons of hashes with nothing around them. */

const sshaBytes = Buffer.from(sshaHash.slice('{SSHA}'.length), 'base64')

export async function verifySsha(): Promise<void> {
  const digest = createHash('sha1').update(password).update(sshaBytes.subarray(20)).digest()
  proven(timingSafeEqual(digest, sshaBytes.subarray(0, 20)))
}

export const md5Of = (text: string) => createHash('md5').update(text).digest('hex')

export async function verifyMd5(stored: string, salt: string): Promise<void> {
  proven(timingSafeEqual(Buffer.from(md5Of(salt + password)), Buffer.from(stored)))
}

/** As PHP writes it. */
export async function bcryptOf(cost: number): Promise<string> {
  return (await hash(password, cost)).replace(/^\$2[ab]\$/, '$2y$')
}

export async function verifyBcrypt(stored: string): Promise<void> {
  proven(await verify(password, stored))
}
