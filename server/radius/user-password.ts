import { attributeEnd, type RadiusPacket } from './packet.ts'
import { md5, type SharedSecret } from './shared-secret.ts'
import { authenticatorAt, headerLength } from './wire.ts'

const blockLength = 16
export const maxPasswordLength = 128

const plain = Buffer.alloc(maxPasswordLength)

/**
 * Takes the hiding off a User-Password (RFC 2865 section 5.2) and hands the bytes to `read`, without the padding at
 * their end; they are wiped when it returns. null: the value is not 16 to 128 bytes in whole blocks.
 */
export function withUserPassword<T>(
  packet: RadiusPacket,
  at: number,
  { bytes, passwordBlock }: SharedSecret,
  read: (password: Buffer) => T,
): T | null {
  const start = at + 2
  const length = attributeEnd(packet, at) - start
  if (length === 0 || length > maxPasswordLength || length % blockLength !== 0) return null

  packet.copy(passwordBlock, bytes.length, authenticatorAt, headerLength)
  for (let block = 0; block < length; block += blockLength) {
    const mask = md5(passwordBlock)
    for (let i = 0; i < blockLength; i++) {
      plain.writeUInt8(packet.readUInt8(start + block + i) ^ mask.charCodeAt(i), block + i)
    }
    packet.copy(passwordBlock, bytes.length, start + block, start + block + blockLength)
  }
  let end = length
  while (end > 0 && plain.readUInt8(end - 1) === 0) end--
  try {
    return read(plain.subarray(0, end))
  } finally {
    plain.fill(0, 0, length)
  }
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
      hidden.writeUInt8(hidden.readUInt8(i) ^ mask.charCodeAt(i - block), i)
    }
    hidden.copy(passwordBlock, bytes.length, block, block + blockLength)
  }
  return hidden
}
