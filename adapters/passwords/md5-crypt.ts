import { hash as digest } from 'node:crypto'
import { cryptDigits, cryptGroups, sameText } from './crypt-base64.ts'
import type { IteratedFormat } from './password-format.ts'

const shape = /^(\$(?:1|apr1)\$)([^$:\n]{0,8})\$([./0-9A-Za-z]{22})$/
const rounds = 1000
const order = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const

/** MD5 of crypt(3) by Poul-Henning Kamp, `$1$`, and Apache's variant with another marker, `$apr1$`. */
export const md5Crypt: IteratedFormat = {
  name: 'md5-crypt',
  accepts: (hash) => shape.test(hash),
  costOf: () => 'md5-crypt',
  matches(password, hash) {
    const [, marker = '', salt = '', stored = ''] = shape.exec(hash) ?? []
    // crypt(3) reads C strings, in which a NUL would end the password.
    if (password.includes('\0')) return false
    const computed = compute(Buffer.from(password), Buffer.from(marker), Buffer.from(salt))
    return sameText(cryptGroups(computed, order) + cryptDigits(computed[11] ?? 0, 2), stored)
  },
}

function compute(password: Buffer, marker: Buffer, salt: Buffer): Buffer {
  const inner = md5(password, salt, password)
  const start = [password, marker, salt]
  for (let left = password.length; left > 0; left -= inner.length) start.push(inner.subarray(0, left))
  const zero = Buffer.alloc(1)
  for (let bits = password.length; bits > 0; bits >>>= 1) {
    start.push(bits & 1 ? zero : password.subarray(0, 1))
  }
  let sum = md5(...start)
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1
    const parts = [odd ? password : sum]
    if (round % 3 !== 0) parts.push(salt)
    if (round % 7 !== 0) parts.push(password)
    parts.push(odd ? sum : password)
    sum = md5(...parts)
  }
  return sum
}

function md5(...parts: readonly Buffer[]): Buffer {
  return digest('md5', Buffer.concat(parts), 'buffer')
}
