import type { Answer, PasswordVerdict } from '../user-store.ts'
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

/** A new format is a file in this folder and an entry here. */
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

/** null: the format is not supported. */
export function formatOf(hash: string): PasswordFormat | null {
  for (const format of formats) if (format.accepts(hash)) return format
  return null
}

/**
 * All other passwords are always wrong and are never set: empty ones, those over 1024 bytes, and those that UTF-8
 * cannot represent.
 */
export function isPassword(password: string): boolean {
  const bytes = Buffer.byteLength(password)
  if (bytes === 0 || bytes > longestPassword) return false
  return bytes === password.length || !/\p{Surrogate}/u.test(password)
}

/**
 * Answers at once for an instant format.
 *
 * @param deadline - milliseconds since the epoch; `unavailable` when a slow hash cannot finish by then
 */
export function verifyPassword(
  password: string,
  hash: string,
  deadline: number,
  queue: HashingQueue,
): Answer<PasswordVerdict> {
  if (!isPassword(password)) return 'wrong'
  const format = formatOf(hash)
  if (format === null) return 'unsupported-hash'
  if (format.speed === 'instant') return toVerdict(format.matches(password, hash))
  return queue.run(() => format.matches(password, hash), deadline).then(toVerdict)
}

/** Takes as long as {@link verifyPassword} and never answers `ok`: for unknown users, whose hash is a decoy. */
export function verifyForUnknownUser(
  password: string,
  hash: string,
  deadline: number,
  queue: HashingQueue,
): Answer<PasswordVerdict> {
  const verdict = verifyPassword(password, hash, deadline, queue)
  return verdict instanceof Promise ? verdict.then(neverRight) : neverRight(verdict)
}

function neverRight(verdict: PasswordVerdict): PasswordVerdict {
  return verdict === 'ok' ? 'wrong' : verdict
}

function toVerdict(matches: boolean | null): PasswordVerdict {
  if (matches === null) return 'unavailable'
  return matches ? 'ok' : 'wrong'
}
