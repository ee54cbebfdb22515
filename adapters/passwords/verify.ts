import type { PasswordVerdict } from '../user-store.ts'
import { argon2 } from './argon2.ts'
import { bcrypt } from './bcrypt.ts'
import { inCryptScheme } from './crypt-scheme.ts'
import type { HashingQueue } from './hashing-queue.ts'
import { onHashingThread } from './hashing-threads.ts'
import { hexDigest } from './hex-digest.ts'
import { iteratedFormats } from './iterated-formats.ts'
import type { PasswordFormat } from './password-format.ts'
import { pbkdf2 } from './pbkdf2.ts'
import { ssha } from './ssha.ts'

const iterated = iteratedFormats.map(onHashingThread)

/** A new format is a file beside this one and its name here. */
const formats: readonly PasswordFormat[] = [
  ssha,
  argon2,
  bcrypt,
  hexDigest,
  pbkdf2,
  ...iterated,
  ...[bcrypt, ...iterated].map(inCryptScheme),
]

const longestPassword = 1024

/** Null for a hash in a format that is not supported. */
export function formatOf(hash: string): PasswordFormat | null {
  for (const format of formats) if (format.accepts(hash)) return format
  return null
}

/** Anything else is never right and is never set: nothing, over 1024 bytes of UTF-8, or not representable in UTF-8. */
export function isPassword(password: string): boolean {
  const bytes = Buffer.byteLength(password)
  if (bytes === 0 || bytes > longestPassword) return false
  return bytes === password.length || !/\p{Surrogate}/u.test(password)
}

// One promise each for all instant answers: this is the hot path of the service.
const ok: Promise<PasswordVerdict> = Promise.resolve('ok')
const wrong: Promise<PasswordVerdict> = Promise.resolve('wrong')
const unsupported: Promise<PasswordVerdict> = Promise.resolve('unsupported-hash')

/** @param deadline - milliseconds since the epoch; a slow hash that cannot be there by then is `unavailable` */
export function verifyPassword(
  password: string,
  hash: string,
  deadline: number,
  queue: HashingQueue,
): Promise<PasswordVerdict> {
  if (!isPassword(password)) return wrong
  const format = formatOf(hash)
  if (format === null) return unsupported
  if (format.speed === 'instant') return format.matches(password, hash) ? ok : wrong
  return queue.run(() => format.matches(password, hash), deadline).then(toVerdict)
}

/** As costly, and never right: what is compared belongs to nobody. */
export async function verifyForNobody(
  password: string,
  hash: string,
  deadline: number,
  queue: HashingQueue,
): Promise<PasswordVerdict> {
  const verdict = await verifyPassword(password, hash, deadline, queue)
  return verdict === 'ok' ? 'wrong' : verdict
}

function toVerdict(matches: boolean | null): PasswordVerdict {
  if (matches === null) return 'unavailable'
  return matches ? 'ok' : 'wrong'
}
