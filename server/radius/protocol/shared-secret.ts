import { hash } from 'node:crypto'
import { maxPacketLength } from './wire.ts'

const blockLength = 64
const digestLength = 16

/** A shared secret, with what every packet needs of it worked out once. */
export interface SharedSecret {
  readonly bytes: Buffer
  /** HMAC's inner padded key, then {@link packetAt} room for a packet and the shared secret behind it. */
  readonly inner: Buffer
  /** HMAC's outer padded key, then room for the inner digest. */
  readonly outer: Buffer
  /** The shared secret, then room for the 16 bytes that it is hashed with to hide a password. */
  readonly passwordBlock: Buffer
}

/** Where the packet starts in {@link SharedSecret.inner}. */
export const packetAt = blockLength

/** @throws RangeError for the empty secret, which would let any sender sign (RFC 2865 section 3) */
export function prepareSharedSecret(sharedSecret: string): SharedSecret {
  const bytes = Buffer.from(sharedSecret)
  if (bytes.length === 0) throw new RangeError('a shared secret must not be empty')
  const key = bytes.length > blockLength ? Buffer.from(md5(bytes), 'latin1') : bytes
  const inner = Buffer.alloc(blockLength + maxPacketLength + bytes.length)
  const outer = Buffer.alloc(blockLength + digestLength)
  for (let i = 0; i < blockLength; i++) {
    const keyByte = i < key.length ? key.readUInt8(i) : 0
    inner.writeUInt8(keyByte ^ 0x36, i)
    outer.writeUInt8(keyByte ^ 0x5c, i)
  }
  return { bytes, inner, outer, passwordBlock: Buffer.concat([bytes, Buffer.alloc(digestLength)]) }
}

/** The digest as sixteen characters, which costs less than half of what a Buffer of it does. */
export function md5(bytes: Buffer): string {
  return hash('md5', bytes, 'binary')
}

/** HMAC-MD5 (RFC 2104) of the packet that lies in {@link SharedSecret.inner}, as sixteen characters. */
export function hmacOfPacket({ inner, outer }: SharedSecret, packetLength: number): string {
  outer.write(md5(inner.subarray(0, packetAt + packetLength)), blockLength, 'latin1')
  return md5(outer)
}
