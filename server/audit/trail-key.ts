import { hash } from 'node:crypto'

/** A key that lines of the trail are authenticated with. */
export interface TrailKey {
  /** Tells keys apart, and nothing about them; it stands in every line. */
  readonly id: string
  /**
   * HMAC-SHA-256 (RFC 2104), hexadecimal, by two plain hashes: half of what createHmac takes for a text this short.
   *
   * @param before - what the line before is known by, 64 hexadecimal digits
   */
  mac(before: string, text: string | Uint8Array): string
}

export const trailKeyBytes = 32
/** Base64url of 48 random bits. */
export const trailKeyIdLength = 8

const blockLength = 64
const digestLength = 32
/** Room for a line; a longer one makes more. */
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
      // A UTF-16 unit is three bytes at most.
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
