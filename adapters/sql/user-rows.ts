import type { Row } from '../database/database.ts'
import { languageTag, textOrNull } from '../database/text.ts'
import { md5Hex, sha1Hex } from '../passwords/hex-digest.ts'
import { wazoHash } from '../passwords/pbkdf2.ts'
import { formatOf } from '../passwords/verify.ts'
import { roles, type User, UserEntryError } from '../user-store.ts'
import type { AcceptedHash } from './settings.ts'

/**
 * Columns of a configured query: `id`, `name` and `password`, and optionally `salt`, `display_name`, `email`, `groups`
 * (a list, JSON or separated by commas), `role`, `enabled` and `language`.
 */
export function userOf(row: Row): User {
  const role = roles.find((each) => each === row.role)
  return {
    id: required(row, 'id'),
    name: required(row, 'name'),
    displayName: textOrNull(row.display_name),
    email: textOrNull(row.email),
    groups: groupsOf(row.groups),
    role: role ?? 'user',
    enabled: row.enabled === undefined || isTrue(row.enabled),
    language: languageTag(row.language),
  }
}

export function hashOf(row: Row, accepted: readonly AcceptedHash[]): string {
  return acceptedHash(text(row.password), text(row.salt), accepted)
}

function required(row: Row, column: 'id' | 'name'): string {
  const value = row[column]
  if (value === undefined || value === null || value === '') {
    throw new UserEntryError(`a query gave a row without ${column}`)
  }
  return String(value)
}

/** Bytes that are no text are written in hex. */
function text(value: unknown): string {
  if (!Buffer.isBuffer(value)) return String(value ?? '')
  const decoded = value.toString()
  return /^[\x20-\x7e]*$/.test(decoded) ? decoded : value.toString('hex')
}

function groupsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  const written = text(value).trim()
  if (written.startsWith('[')) return groupsInJson(written)
  return written
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function groupsInJson(json: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json)
    return Array.isArray(parsed) ? parsed.filter((name) => typeof name === 'string') : []
  } catch (error) {
    throw new UserEntryError('a query gave groups that are no JSON', { cause: error })
  }
}

function isTrue(value: unknown): boolean {
  return value === true || ['1', 't', 'true', 'y', 'yes', 'on'].includes(text(value).toLowerCase())
}

/**
 * The hash in a form that passwords/verify.ts reads. A hash of a format that is not accepted becomes one that it does
 * not read.
 */
function acceptedHash(stored: string, salt: string, accepted: readonly AcceptedHash[]): string {
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
