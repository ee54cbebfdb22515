import { hash } from 'node:crypto'

export type HmacAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

const counterLength = 8

/** Where the digests are made, one after another; thousands of logins a second leave no garbage here. */
const rooms = { SHA1: room(64, 20), SHA256: room(64, 32), SHA512: room(128, 64) }

function room(blockLength: number, digestLength: number) {
  return {
    blockLength,
    inner: Buffer.alloc(blockLength + counterLength),
    outer: Buffer.alloc(blockLength + digestLength),
    digest: Buffer.alloc(digestLength),
  }
}

/**
 * HMAC (RFC 2104) of an 8-byte counter by two plain hashes, which is half of what createHmac takes for so short a
 * message.
 *
 * @returns the digest; its bytes are good until the next call
 */
export function hmacOfCounter(algorithm: HmacAlgorithm, key: Uint8Array, counter: Uint8Array): Uint8Array {
  const { blockLength, inner, outer, digest } = rooms[algorithm]
  const short = key.length > blockLength ? Buffer.from(hash(algorithm, key, 'binary'), 'latin1') : key
  inner.fill(0x36, 0, blockLength)
  outer.fill(0x5c, 0, blockLength)
  for (let i = 0; i < short.length; i++) {
    const byte = short[i] as number
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  inner.set(counter, blockLength)
  outer.write(hash(algorithm, inner, 'binary'), blockLength, 'latin1')
  digest.write(hash(algorithm, outer, 'binary'), 'latin1')
  return digest
}
