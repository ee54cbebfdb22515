import { hash as digest } from 'node:crypto'
import { cryptDigits, cryptValue, sameText } from './crypt-base64.ts'
import type { IteratedFormat } from './password-format.ts'

/** At most 2^20 rounds, more than ten times what is used in practice. */
const shape = /^\$[PH]\$([5-9A-I])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/

/** phpass's portable hashes: MD5 of salt and password, then 2^n times MD5 of the digest and the password. */
export const phpass: IteratedFormat = {
  name: 'phpass',
  accepts: (hash) => shape.test(hash),
  costOf: (hash) => `phpass ${hash[3]}`,
  matches(password, hash) {
    const [, rounds = '', salt = '', stored = ''] = shape.exec(hash) ?? []
    const passwordBytes = Buffer.from(password)
    let computed = md5(Buffer.concat([Buffer.from(salt), passwordBytes]))
    const input = Buffer.concat([computed, passwordBytes])
    for (let round = 2 ** cryptValue(rounds); round > 0; round--) {
      computed = md5(input)
      computed.copy(input)
    }
    return sameText(littleEndianDigits(computed), stored)
  },
}

function md5(bytes: Buffer): Buffer {
  return digest('md5', bytes, 'buffer')
}

/** Three bytes, lowest first, in four digits; the remaining byte in two. */
function littleEndianDigits(bytes: Buffer): string {
  let digits = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = bytes.subarray(i, i + 3)
    digits += cryptDigits(group.readUIntLE(0, group.length), group.length === 3 ? 4 : 2)
  }
  return digits
}
