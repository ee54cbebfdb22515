import { hash } from 'node:crypto'

export type HmacAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

const blockLength = { SHA1: 64, SHA256: 64, SHA512: 128 } as const
const digestLength = { SHA1: 20, SHA256: 32, SHA512: 64 } as const
const counterLength = 8

/**
 * HMAC (RFC 2104) of 8-byte counters under one key, its padded keys made ahead: a login then costs two plain hashes,
 * which is half of what createHmac takes for so short a message.
 *
 * @returns digest of a counter; the bytes are good until the next call
 */
export function prepareCounterHmac(
  algorithm: HmacAlgorithm,
  key: Uint8Array,
): (counter: Uint8Array) => Uint8Array {
  const block = blockLength[algorithm]
  const shortKey = key.length > block ? Buffer.from(hash(algorithm, key, 'binary'), 'latin1') : key
  const inner = Buffer.alloc(block + counterLength, 0x36, 'latin1')
  const outer = Buffer.alloc(block + digestLength[algorithm], 0x5c, 'latin1')
  shortKey.forEach((byte, i) => {
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  })
  const digest = Buffer.alloc(digestLength[algorithm])
  return (counter) => {
    inner.set(counter, block)
    outer.write(hash(algorithm, inner, 'binary'), block, 'latin1')
    digest.write(hash(algorithm, outer, 'binary'), 'latin1')
    return digest
  }
}
