import { timingSafeEqual } from 'node:crypto'

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The digits of crypt(3): the lowest six bits come first. */
export function cryptDigits(value: number, count: number): string {
  let digits = ''
  for (let shift = 0; shift < count * 6; shift += 6) digits += alphabet[(value >>> shift) & 63]
  return digits
}

/** The value of a digit of crypt(3). */
export function cryptValue(digit: string): number {
  return alphabet.indexOf(digit)
}

/** Encodes groups of three bytes, highest byte first; each format defines its own order of bytes. */
export function cryptGroups(digest: Buffer, groups: readonly (readonly [number, number, number])[]): string {
  const byte = (index: number) => digest[index] ?? 0
  return groups.map(([a, b, c]) => cryptDigits((byte(a) << 16) | (byte(b) << 8) | byte(c), 4)).join('')
}

/** Compares computed with stored text in constant time. */
export function sameText(computed: string, stored: string): boolean {
  const [a, b] = [Buffer.from(computed), Buffer.from(stored)]
  return a.length === b.length && timingSafeEqual(a, b)
}
