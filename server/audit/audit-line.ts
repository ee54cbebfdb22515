import { hash } from 'node:crypto'
import type { AuditEvent, RecordedEvent } from './audit-trail.ts'
import { type TrailKey, trailKeyIdLength } from './trail-key.ts'

/** A position in the chain: a line's number, and the hash that the next line builds on. */
export interface AuditTail {
  /** 0: there is no line yet. */
  readonly seq: number
  /** The line's MAC, or for a line without a key the SHA-256 of the line without its newline. Hexadecimal. */
  readonly hash: string
}

export const emptyTrail: AuditTail = { seq: 0, hash: '0'.repeat(64) }

/**
 * Lines of the first versions have no key: `prev` is the SHA-256 of the line before, which a forger can compute too.
 */
export type AuditLink = HashedLink | KeyedLink

export interface HashedLink extends AuditTail {
  readonly keyId: null
  readonly prev: string
}

export interface KeyedLink extends AuditTail {
  readonly keyId: string
  /** What the MAC covers beside the hash of the line before. */
  readonly covered: Uint8Array
}

/** Bytes of a value as written, escapes included. No person types a longer one. */
const longestValue = 256
const longestName = 128
const longestPlace = 96
const longestFactor = 32
const mostFactors = 8

/**
 * One line of the log, without its MAC. Values that callers typed are cut to a number of bytes, so that a login's line
 * has at most 1 kB, and are escaped, so that no character of them controls the terminal that shows the line.
 *
 * @param at - ISO 8601
 */
export function formatAuditEvent(seq: number, at: string, event: AuditEvent): string {
  const { reason, login, userKey, tenant, by, door, askedBy, from, source, factors, count, id } = event
  let line = `{"seq":${seq},"at":"${at}","event":${quote(event.event)},"outcome":${quote(event.outcome)}`
  if (reason !== undefined) line += `,"reason":${quote(reason)}`
  if (login !== undefined) line += `,"login":${quote(login)}`
  if (userKey !== undefined) line += userKeyField(userKey)
  if (tenant !== undefined) line += tenantField(tenant)
  if (by !== undefined) line += `,"by":${quote(by)}`
  line += `,"door":${quote(door)}`
  if (askedBy !== undefined) line += `,"askedBy":${quote(askedBy, longestName)}`
  if (from !== undefined) line += `,"from":${quote(from, longestPlace)}`
  if (source !== undefined) line += `,"source":${quote(source, longestPlace)}`
  if (factors !== undefined) line += `,"factors":[${quoteFactors(factors)}]`
  if (count !== undefined) line += `,"count":${count}`
  if (id !== undefined) line += `,"id":${quote(id)}`
  return line
}

/** A whole line without its newline. @param text - as {@link formatAuditEvent} wrote it */
export function closeAuditLine(text: string, key: TrailKey, mac: string): string {
  return `${text}${macField}${key.id}.${mac}"}`
}

/** The field as it stands in this user's lines and in no other line, because typed quotation marks are escaped. */
export function userKeyField(userKey: string): string {
  return `,"userKey":${quote(userKey)}`
}

/** null: this is no line of an audit log. */
/** As {@link userKeyField}, of the users of this tenant. */
export function tenantField(tenant: string): string {
  return `,"tenant":${quote(tenant)}`
}

export function readAuditLine(line: string): RecordedEvent | null {
  try {
    const event = JSON.parse(line) as RecordedEvent
    return [event.at, event.event, event.outcome, event.door].every(isText) ? event : null
  } catch {
    return null
  }
}

export function hashAuditLine(line: string | Uint8Array): string {
  return hash('sha256', line, 'hex')
}

/** A line's place in the chain; null: this is no line of an audit log. */
export function parseAuditLine(line: Buffer): AuditLink | null {
  const covered = line.subarray(0, Math.max(0, line.length - macFieldLength))
  const [, keyId, mac] = macFieldPattern.exec(line.toString('latin1', covered.length)) ?? []
  const [, seq] = numberPattern.exec(line.toString('latin1', 0, 32)) ?? []
  if (keyId === undefined || mac === undefined || seq === undefined) return parseHashedLine(line)
  return { seq: Number(seq), hash: mac, keyId, covered }
}

function parseHashedLine(line: Buffer): HashedLink | null {
  try {
    const { seq, prev } = JSON.parse(line.toString()) as Partial<Record<'seq' | 'prev', unknown>>
    if (!isNumber(seq) || typeof prev !== 'string') return null
    return { seq, hash: hashAuditLine(line), keyId: null, prev }
  } catch {
    return null
  }
}

const macField = ',"mac":"'
/** Typed quotation marks are escaped, so that no typed value can look like this field. */
const macFieldPattern = new RegExp(`^${macField}([\\w-]{${trailKeyIdLength}})\\.([0-9a-f]{64})"}$`)
const macFieldLength = macField.length + trailKeyIdLength + 1 + 64 + 2
const numberPattern = /^\{"seq":([1-9]\d{0,14}),/

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e15
const isText = (value: unknown) => typeof value === 'string'

function quoteFactors(factors: readonly string[]): string {
  let text = ''
  for (let i = 0; i < factors.length && i < mostFactors; i++) {
    text += `${i === 0 ? '' : ','}${quote(factors[i] as string, longestFactor)}`
  }
  return text
}

/**
 * A JSON string without a character that controls a terminal.
 *
 * @param longest - bytes between the quotation marks
 */
export function quote(value: string, longest = longestValue): string {
  if (value.length <= longest && plain.test(value)) return `"${value}"`
  if (value.length <= longest) {
    const text = escapeText(value)
    if (Buffer.byteLength(text) <= longest) return `"${text}"`
  }
  return `"${cutEscaped(value, longest)}…"`
}

/** As many whole escaped characters as fit. */
function cutEscaped(value: string, longest: number): string {
  let text = ''
  let room = longest
  for (const character of value.slice(0, longest)) {
    const escaped = escapeText(character)
    room -= Buffer.byteLength(escaped)
    if (room < 0) break
    text += escaped
  }
  return text
}

function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1).replace(steering, escapeUnit)
}

/** Characters that JSON writes unescaped and terminals show as they are. */
const plain = /^[ !#-[\]-~]*$/
/**
 * Characters that JSON leaves unescaped although terminals obey them: DEL, C1 controls, line separators and changes of
 * the writing direction.
 */
const steering = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
