import { crc32 } from 'node:zlib'

/**
 * The format of a journal: a header line, then one line per write. A line is `CRC-32 LENGTH JSON`: the checksum of the JSON in
 * eight hexadecimal digits, and its length in bytes, which distinguishes a torn line from a damaged one.
 */
export interface JournalHeader {
  readonly kind: 'ringlock-journal'
  readonly version: 1
  readonly generation: number
  /** Inode of the file itself, so that a copy is recognised. */
  readonly inode: string
  /** Creation time of the file, nanoseconds since the epoch; null if the file system does not have it. */
  readonly born?: string | null
  /** When the file was last changed without a batch to show for it, milliseconds since the epoch. */
  readonly touchedAt: number
}

export interface JournalBatch {
  /** The system's time and not the injected clock's, because it is compared with the file system's. */
  readonly writtenAt: number
  /** StateStore.floor() at that moment. */
  readonly floor: number
  /** Not interpreted here. */
  readonly records: readonly unknown[]
}

export interface DecodedJournal {
  readonly header: JournalHeader
  readonly batches: readonly JournalBatch[]
  /** Bytes of the header and of all whole batches. */
  readonly size: number
  /** Whether a torn write follows them. */
  readonly torn: boolean
  /** When the file was last written, according to its own content. */
  readonly lastWrittenAt: number
}

const newline = 0x0a

export function encodeHeader(header: JournalHeader): Buffer {
  return encodeLine(header)
}

/** @param bytes - the start of a journal; null if they contain no whole header */
export function decodeHeader(bytes: Buffer): JournalHeader | null {
  const header = decodeLine(bytes.subarray(0, bytes.indexOf(newline) + 1))
  return isHeader(header) ? header : null
}

export function encodeBatch({ writtenAt, floor, records }: JournalBatch): Buffer {
  return encodeLine([writtenAt, floor, records])
}

/**
 * null if not even the header is whole and nothing follows it: the file was never used. A line number if that line is damaged
 * in a way no crash explains, because something whole follows it, or its checksum is right.
 */
export function decodeJournal(bytes: Buffer): DecodedJournal | { readonly damagedLine: number } | null {
  const lines = splitLines(bytes)
  const [first, ...rest] = lines
  const header = first === undefined ? undefined : decodeLine(first)
  if (header === undefined && rest.length === 0) return null
  if (first === undefined || !isHeader(header)) return { damagedLine: 1 }

  const batches: JournalBatch[] = []
  let size = first.length
  let lastWrittenAt = header.touchedAt
  for (const [i, line] of rest.entries()) {
    const json = decodeLine(line)
    if (json === undefined && i === rest.length - 1 && isTorn(line)) {
      return { header, batches, size, torn: true, lastWrittenAt: timeOfTornBatch(line) ?? lastWrittenAt }
    }
    if (!isBatch(json)) return { damagedLine: i + 2 }
    const [writtenAt, floor, records] = json
    batches.push({ writtenAt, floor, records })
    size += line.length
    lastWrittenAt = Math.max(lastWrittenAt, writtenAt)
  }
  return { header, batches, size, torn: false, lastWrittenAt }
}

function encodeLine(json: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(json))
  return Buffer.concat([Buffer.from(`${checksum(text)} ${text.length} `), text, Buffer.from('\n')])
}

/** undefined if {@link encodeLine} did not make it. */
function decodeLine(line: Buffer): unknown {
  const start = startOf(line)
  if (start === null || line.length !== start.wholeLength || line.at(-1) !== newline) return undefined
  const text = line.subarray(start.textAt, -1)
  return checksum(text) === start.checksum ? JSON.parse(text.toString()) : undefined
}

interface LineStart {
  readonly checksum: string
  readonly textAt: number
  readonly wholeLength: number
}

/** null if the line ends before its JSON begins. */
function startOf(line: Buffer): LineStart | null {
  const [start, crc, length] = /^([0-9a-f]{8}) (\d+) /.exec(line.toString('latin1', 0, 32)) ?? []
  if (start === undefined || crc === undefined) return null
  return { checksum: crc, textAt: start.length, wholeLength: start.length + Number(length) + 1 }
}

/** A line longer than its length says is not torn: its newline is damaged, and the next batch follows. */
function isTorn(line: Buffer): boolean {
  const start = startOf(line)
  return start === null || line.length <= start.wholeLength
}

function checksum(text: Buffer): string {
  return crc32(text).toString(16).padStart(8, '0')
}

/** With their newlines, which the last one may lack. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(newline, start)
    const next = end < 0 ? bytes.length : end + 1
    lines.push(bytes.subarray(start, next))
    start = next
  }
  return lines
}

function timeOfTornBatch(line: Buffer): number | null {
  const time = /^[0-9a-f]{8} \d+ \[(\d{13}),/.exec(line.toString('latin1', 0, 48))?.[1]
  return time === undefined ? null : Number(time)
}

function isHeader(json: unknown): json is JournalHeader {
  const header = json as Partial<JournalHeader> | null | undefined
  return header?.kind === 'ringlock-journal' && header.version === 1
}

function isBatch(json: unknown): json is [number, number, unknown[]] {
  return (
    Array.isArray(json) &&
    typeof json[0] === 'number' &&
    typeof json[1] === 'number' &&
    Array.isArray(json[2])
  )
}
