import { timingSafeEqual } from 'node:crypto'

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** crypt(3)'s digits: the value's lowest six bits come first. */
export function cryptDigits(value: number, count: number): string {
  let digits = ''
  for (let shift = 0; shift < count * 6; shift += 6) digits += alphabet[(value >>> shift) & 63]
  return digits
}

/** What a digit of crypt(3) stands for. */
export function cryptValue(digit: string): number {
  return alphabet.indexOf(digit)
}

/** Bytes taken by threes in an order that each format sets; the first of three is the highest. */
export function cryptGroups(digest: Buffer, groups: readonly (readonly [number, number, number])[]): string {
  const byte = (index: number) => digest[index] ?? 0
  return groups.map(([a, b, c]) => cryptDigits((byte(a) << 16) | (byte(b) << 8) | byte(c), 4)).join('')
}

/** Compares what was computed with what is stored, in a time that tells nothing. */
export function sameText(computed: string, stored: string): boolean {
  const [a, b] = [Buffer.from(computed), Buffer.from(stored)]
  return a.length === b.length && timingSafeEqual(a, b)
}
