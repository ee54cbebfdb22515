import { hash } from 'node:crypto'

/** A key that authenticates lines of the audit log. */
export interface TrailKey {
  /** Names the key in every line, and reveals nothing about it. */
  readonly id: string
  /**
   * HMAC-SHA-256 (RFC 2104) in hexadecimal, made of two plain hashes: half the time that createHmac takes for a text
   * this short.
   *
   * @param before - hash of the line before, 64 hexadecimal digits
   */
  mac(before: string, text: string | Uint8Array): string
}

export const trailKeyBytes = 32
/** Base64url of 48 random bits. */
export const trailKeyIdLength = 8

const blockLength = 64
const digestLength = 32
/** Bytes for a usual line; a longer line allocates more. */
const usualRoom = 4096

/** @param secret - {@link trailKeyBytes} bytes from a CSPRNG */
export function createTrailKey(id: string, secret: Uint8Array): TrailKey {
  if (secret.length !== trailKeyBytes) throw new RangeError(`a trail key has ${trailKeyBytes} bytes`)
  const padded = (pad: number) => Buffer.alloc(blockLength, pad).map((byte, i) => byte ^ (secret[i] ?? 0))
  const innerPad = padded(0x36)
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(digestLength)])
  let room = Buffer.concat([innerPad, Buffer.alloc(usualRoom)])

  return {
    id,
    mac(before, text) {
      // A UTF-16 unit has at most three bytes in UTF-8.
      const most = blockLength + before.length + 3 * text.length
      if (room.length < most) room = Buffer.concat([innerPad, Buffer.alloc(most - blockLength)])
      let end = blockLength + room.write(before, blockLength, 'latin1')
      if (typeof text === 'string') end += room.write(text, end)
      else {
        room.set(text, end)
        end += text.length
      }
      outer.write(hash('sha256', room.subarray(0, end), 'binary'), blockLength, 'latin1')
      return hash('sha256', outer, 'hex')
    },
  }
}
