import { hash } from 'node:crypto'

export type HmacAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

const counterLength = 8

/** Buffers reused by every digest, because thousands of logins a second would leave as many as garbage. */
const buffers = { SHA1: buffersFor(64, 20), SHA256: buffersFor(64, 32), SHA512: buffersFor(128, 64) }

function buffersFor(blockLength: number, digestLength: number) {
  return {
    blockLength,
    inner: Buffer.alloc(blockLength + counterLength),
    outer: Buffer.alloc(blockLength + digestLength),
    digest: Buffer.alloc(digestLength),
  }
}

/**
 * HMAC (RFC 2104) of a counter, as eight bytes (RFC 4226 section 5.1), from two plain hashes, which takes half the time of createHmac for so short a
 * message.
 *
 * @returns the digest, in a buffer that the next call overwrites
 */
export function hmacCounter(algorithm: HmacAlgorithm, key: Uint8Array, counter: number): Uint8Array {
  const { blockLength, inner, outer, digest } = buffers[algorithm]
  const short = key.length > blockLength ? Buffer.from(hash(algorithm, key, 'binary'), 'latin1') : key
  inner.fill(0x36, 0, blockLength)
  outer.fill(0x5c, 0, blockLength)
  for (let i = 0; i < short.length; i++) {
    const byte = short[i] as number
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  inner.writeUInt32BE(Math.floor(counter / 2 ** 32), blockLength)
  inner.writeUInt32BE(counter % 2 ** 32, blockLength + 4)
  outer.write(hash(algorithm, inner, 'binary'), blockLength, 'latin1')
  digest.write(hash(algorithm, outer, 'binary'), 'latin1')
  return digest
}
