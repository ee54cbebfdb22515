import { md5Hex, sha1Hex } from '../passwords/hex-digest.ts'
import { wazoHash } from '../passwords/pbkdf2.ts'
import { formatOf } from '../passwords/verify.ts'
import type { AcceptedHash } from './settings.ts'

/** What passwords/verify.ts understands; for what is not accepted, text that it does not. */
export function acceptedHash(stored: string, salt: string, accepted: readonly AcceptedHash[]): string {
  return bareHash(stored, salt, accepted) ?? markedHash(stored, accepted)
}

function bareHash(stored: string, salt: string, accepted: readonly AcceptedHash[]): string | null {
  const readings = [
    accepted.includes('md5-hex') ? md5Hex(stored, salt) : null,
    accepted.includes('sha1-hex') ? sha1Hex(stored) : null,
    accepted.includes('wazo') ? wazoHex(stored, salt) : null,
  ]
  return readings.find((hash) => hash !== null) ?? null
}

function markedHash(stored: string, accepted: readonly string[]): string {
  const format = formatOf(stored)
  return format === null || accepted.includes(format.name) ? stored : `{${format.name}}`
}

function wazoHex(stored: string, salt: string): string | null {
  return isHex(stored, 64) && isHex(salt) ? wazoHash(fromHex(stored), fromHex(salt)) : null
}

function isHex(text: string, bytes = text.length / 2): boolean {
  return text.length === bytes * 2 && /^(?:[0-9a-f]{2})+$/i.test(text)
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}
