import { readBase64 } from '../hardware-files/base64.ts'
import { longEnough, readDigits, typeFault } from '../hardware-files/device-values.ts'
import type { Fault } from '../hardware-files/hardware-file.ts'
import { uriLines } from './otpauth-setups.ts'
import {
  type Reading,
  type Setup,
  type SetupFile,
  type SetupRow,
  setupOf,
  unreadable,
  usualReading,
} from './setup-file.ts'

/** The text of each QR code that Google Authenticator shows under "Transfer accounts", one a line. */
export function readMigrationSetups(text: string, { least }: Reading = usualReading): SetupFile {
  const lines = uriLines(text)
  const payloads = lines.map(({ line, number }) => readPayload(line, number, least))
  const broken = lines[payloads.indexOf(null)]
  if (broken !== undefined) {
    return unreadable(`Line ${broken.number} is no otpauth-migration:// address of an export.`)
  }
  const read = payloads.filter((payload) => payload !== null)
  if (read.length === 0) return unreadable('There is no otpauth-migration:// address in it.')
  const missing = missingParts(read)
  if (missing.length > 0) {
    return unreadable(`The export has more QR codes: number ${missing.join(', ')} of it is missing.`)
  }
  return { result: 'read', rows: read.flatMap(({ rows }) => rows) }
}

interface Payload {
  readonly rows: readonly SetupRow[]
  readonly batch: number
  readonly size: number
  /** Counted from 1. */
  readonly part: number
}

function readPayload(line: string, lineNumber: number, least: number): Payload | null {
  if (!URL.canParse(line)) return null
  const url = new URL(line)
  const data = url.searchParams.get('data')
  if (url.protocol !== 'otpauth-migration:' || data === null) return null
  // An unescaped plus sign is decoded as a space.
  const bytes = readBase64(data.replaceAll(' ', '+'))
  const fields = bytes === null ? null : readProtobuf(bytes)
  if (fields === null) return null
  const rows = (fields.get(1) ?? []).map((account, i) =>
    readAccount(account, `account ${i + 1} of line ${lineNumber}`, least),
  )
  return { rows, size: number(fields, 3) || 1, part: number(fields, 4) + 1, batch: number(fields, 5) }
}

function missingParts(payloads: readonly Payload[]): number[] {
  return payloads.flatMap(({ batch, size }, i) => {
    if (payloads.findIndex((other) => other.batch === batch) < i) return []
    const parts = payloads.filter((other) => other.batch === batch).map(({ part }) => part)
    return Array.from({ length: Math.min(size, 100) }, (_, index) => index + 1).filter(
      (part) => !parts.includes(part),
    )
  })
}

function readAccount(account: number | Uint8Array, at: string, least: number): SetupRow {
  const fields = typeof account === 'number' ? null : readProtobuf(account)
  if (fields === null) return { at, user: null, setup: { fault: 'The account cannot be read.' } }
  // The name as shown in the app, often "Issuer:account".
  const name = textOf(fields, 2)
  return { at, user: name.slice(name.lastIndexOf(':') + 1).trim() || null, setup: readSetup(fields, least) }
}

const algorithms = new Map([
  [0, 'SHA1'],
  [1, 'SHA1'],
  [2, 'SHA256'],
  [3, 'SHA512'],
] as const)
/** OtpType, and DigitCount; 0 is what an app leaves out. */
const types = new Map([
  [0, 'totp'],
  [1, 'hotp'],
  [2, 'totp'],
])
const digitCounts = new Map([
  [0, ''],
  [1, '6'],
  [2, '8'],
])

function readSetup(fields: ProtobufFields, least: number): Setup | Fault {
  const otherType = typeFault(types.get(number(fields, 6)) ?? 'unknown')
  if (otherType !== null) return otherType
  return setupOf({
    totpSecret: secretIn(fields, least),
    algorithm: algorithms.get(number(fields, 4) as 0) ?? {
      fault: 'The algorithm is none of SHA1, SHA256 and SHA512.',
    },
    digits: readDigits(digitCounts.get(number(fields, 5)) ?? 'unknown'),
    period: 30,
  })
}

function secretIn(fields: ProtobufFields, least: number): Uint8Array | Fault {
  const [secret] = fields.get(1) ?? []
  if (secret === undefined || typeof secret === 'number') return { fault: 'There is no secret.' }
  return longEnough(new Uint8Array(secret), least)
}

/** 0 if absent, which is the default of the format. */
function number(fields: ProtobufFields, field: number): number {
  const value = fields.get(field)?.at(-1)
  return typeof value === 'number' ? value : 0
}

function textOf(fields: ProtobufFields, field: number): string {
  const value = fields.get(field)?.at(-1)
  return value === undefined || typeof value === 'number' ? '' : Buffer.from(value).toString()
}

/** Field number -> its values in order: a number for a varint, bytes for what has a length. */
type ProtobufFields = ReadonlyMap<number, readonly (number | Uint8Array)[]>

/** Reads the fields of a message in Protocol Buffers' wire format; null if the bytes are not a message, or contain groups. */
export function readProtobuf(bytes: Uint8Array): ProtobufFields | null {
  const fields = new Map<number, (number | Uint8Array)[]>()
  let at = 0

  /** Of a longer varint only the lowest 49 bits are kept: it is a negative number, and is only compared. */
  function varint(): number | null {
    let value = 0
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++]
      if (byte === undefined) return null
      if (i < 7) value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    return null
  }

  function value(wireType: number): number | Uint8Array | null {
    const number = varint()
    if (wireType === 0 || number === null) return number
    if (wireType !== 2 || number > bytes.length - at) return null
    at += number
    return bytes.subarray(at - number, at)
  }

  while (at < bytes.length) {
    const tag = varint()
    if (tag === null) return null
    const read = value(tag % 8)
    if (read === null) return null
    const field = Math.floor(tag / 8)
    fields.set(field, [...(fields.get(field) ?? []), read])
  }
  return fields
}
