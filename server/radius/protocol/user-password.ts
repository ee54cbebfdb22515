import { attributeEnd, byteAt, type RadiusPacket, readUtf8 } from './packet.ts'
import { md5, type SharedSecret } from './shared-secret.ts'
import { authenticatorAt, headerLength } from './wire.ts'

const blockLength = 16
/** Bytes. */
export const maxPasswordLength = 128

/** How a NAS writes passwords. RFC 2865 names no encoding; `latin-1`: ISO 8859-1, a byte a character. */
export type PasswordEncoding = 'utf-8' | 'latin-1'

const plain = Buffer.alloc(maxPasswordLength)

/**
 * Takes the hiding off a User-Password (RFC 2865 section 5.2); of the zeros in it only the padding goes. null: it is
 * not 16 to 128 bytes in whole blocks, or what comes out is no text in this encoding, as with another shared secret.
 */
export function readUserPassword(
  packet: RadiusPacket,
  at: number,
  { bytes, passwordBlock }: SharedSecret,
  encoding: PasswordEncoding = 'utf-8',
): string | null {
  const start = at + 2
  const length = attributeEnd(packet, at) - start
  if (length === 0 || length > maxPasswordLength || length % blockLength !== 0) return null

  packet.copy(passwordBlock, bytes.length, authenticatorAt, headerLength)
  for (let block = 0; block < length; block += blockLength) {
    const mask = md5(passwordBlock)
    for (let i = 0; i < blockLength; i++) {
      plain[block + i] = byteAt(packet, start + block + i) ^ mask.charCodeAt(i)
    }
    packet.copy(passwordBlock, bytes.length, start + block, start + block + blockLength)
  }
  let end = length
  while (end > 0 && byteAt(plain, end - 1) === 0) end--
  const password = encoding === 'utf-8' ? readUtf8(plain, 0, end) : readLatin1(plain, end)
  plain.fill(0, 0, length)
  return password
}

/** Every byte is a character of it, so that only control characters, which are never typed, tell random bytes from text. */
function readLatin1(bytes: Buffer, end: number): string | null {
  const text = bytes.toString('latin1', 0, end)
  return /\p{Cc}/u.test(text) ? null : text
}

/**
 * Hides a password for a request (RFC 2865 section 5.2).
 *
 * @throws RangeError for more than 128 bytes
 */
export function hideUserPassword(
  password: string,
  requestAuthenticator: Buffer,
  { bytes, passwordBlock }: SharedSecret,
): Buffer {
  const typed = Buffer.from(password)
  if (typed.length > maxPasswordLength) throw new RangeError('a RADIUS password has at most 128 bytes')
  const hidden = Buffer.alloc(Math.max(1, Math.ceil(typed.length / blockLength)) * blockLength)
  typed.copy(hidden)
  requestAuthenticator.copy(passwordBlock, bytes.length)
  for (let block = 0; block < hidden.length; block += blockLength) {
    const mask = md5(passwordBlock)
    for (let i = block; i < block + blockLength; i++) {
      hidden[i] = byteAt(hidden, i) ^ mask.charCodeAt(i - block)
    }
    hidden.copy(passwordBlock, bytes.length, block, block + blockLength)
  }
  return hidden
}
