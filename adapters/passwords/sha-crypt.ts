import { hash as digest } from 'node:crypto'
import { cryptDigits, cryptGroups, sameText } from './crypt-base64.ts'
import type { IteratedFormat } from './password-format.ts'

/** At most a million rounds, which take some seconds. */
const shape = /^\$([56])\$(?:rounds=([1-9]\d{3,5})\$)?([^$:\n]{0,16})\$([./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})$/
const usualRounds = 5000
const digitsOf = { '5': 43, '6': 86 }

/** "Unix crypt using SHA-256 and SHA-512" by Ulrich Drepper, as in glibc and PHP: `$5$` and `$6$`. */
export const shaCrypt: IteratedFormat = {
  name: 'sha-crypt',
  accepts(hash) {
    const [, variant, , , digits = ''] = shape.exec(hash) ?? []
    return (variant === '5' || variant === '6') && digits.length === digitsOf[variant]
  },
  costOf(hash) {
    const [, variant, rounds = usualRounds] = shape.exec(hash) ?? []
    return `sha-crypt ${variant} ${rounds}`
  },
  matches(password, hash) {
    const [, variant, rounds = usualRounds, salt = '', stored = ''] = shape.exec(hash) ?? []
    // crypt(3) reads C strings, in which a NUL would end the password.
    if (password.includes('\0')) return false
    const algorithm = variant === '5' ? 'sha256' : 'sha512'
    const computed = compute(algorithm, Buffer.from(password), Buffer.from(salt), Number(rounds))
    return sameText(variant === '5' ? digits256(computed) : digits512(computed), stored)
  },
}

function compute(algorithm: string, password: Buffer, salt: Buffer, rounds: number): Buffer {
  const sha = (...parts: readonly Buffer[]) => digest(algorithm, Buffer.concat(parts), 'buffer')
  const inner = sha(password, salt, password)
  const start = [password, salt, ...repeated(inner, password.length)]
  for (let bits = password.length; bits > 0; bits >>>= 1) start.push(bits & 1 ? inner : password)
  let sum = sha(...start)

  const ofPassword = sha(...Array<Buffer>(password.length).fill(password))
  const p = Buffer.concat(repeated(ofPassword, password.length))
  const ofSalt = sha(...Array<Buffer>(16 + (sum[0] ?? 0)).fill(salt))
  const s = Buffer.concat(repeated(ofSalt, salt.length))
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1
    const parts = [odd ? p : sum]
    if (round % 3 !== 0) parts.push(s)
    if (round % 7 !== 0) parts.push(p)
    parts.push(odd ? sum : p)
    sum = sha(...parts)
  }
  return sum
}

/** The digest repeated up to `length` bytes. */
function repeated(bytes: Buffer, length: number): Buffer[] {
  const parts: Buffer[] = []
  for (let left = length; left > 0; left -= bytes.length) parts.push(bytes.subarray(0, left))
  return parts
}

/** Each group of three indices is the one before plus 21, rotated by one. */
function digits256(digest: Buffer): string {
  const groups = Array.from({ length: 10 }, (_, i) => turned([i, i + 10, i + 20], 3 - (i % 3)))
  return cryptGroups(digest, groups) + cryptDigits(((digest[31] ?? 0) << 8) | (digest[30] ?? 0), 3)
}

function digits512(digest: Buffer): string {
  const groups = Array.from({ length: 21 }, (_, i) => turned([i, i + 21, i + 42], i % 3))
  return cryptGroups(digest, groups) + cryptDigits(digest[63] ?? 0, 2)
}

function turned(group: readonly [number, number, number], places: number): [number, number, number] {
  const at = (index: number) => group[(index + places) % 3] ?? 0
  return [at(0), at(1), at(2)]
}
