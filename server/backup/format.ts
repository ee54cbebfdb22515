import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SnapshotRow } from '../state/snapshot.ts'

/**
 * A backup is a text of lines, each a JSON list whose first entry says what it is: the header, the state row by row, files in
 * pieces, and an end with the checksum of everything before it. It is stored with gzip. Master keys are not in it.
 */
export type BackupLine =
  | readonly ['header', BackupHeader]
  | SnapshotRow
  | readonly ['file', string, string]
  | readonly ['end', BackupEnd]

export interface BackupHeader {
  readonly kind: 'ringlock-backup'
  readonly version: typeof backupVersion
  /** The version of Ringlock that made it. */
  readonly madeBy: string
  /** ISO 8601. */
  readonly madeAt: string
  /** The master key in use; what is sealed opens with it, or with the former one of an unfinished rotation. */
  readonly keyId: string
}

export interface BackupEnd {
  /** Lines before this one. */
  readonly lines: number
  /** SHA-256 of these lines with their newlines, hexadecimal: shows damage. */
  readonly sha256: string
  /** HMAC-SHA-256 of that checksum under a key derived from the master key: shows what was altered on purpose. */
  readonly mac: string
}

export const backupVersion = 1

/** Names of the files in a backup. Their bytes are written as Latin-1, so that lines of text can be read. */
export const usersFile = (store: string) => `users/${store}`
export const auditFile = (name: string) => `audit/${name}`

/** Has the name in the folder as its first group. */
export const auditFiles = /^audit\/(audit(?:-\d{6,})?\.jsonl)$/

export interface Checksum {
  readonly lines: number
  add(text: string): void
  sha256(): string
}

export function createChecksum(): Checksum {
  const hash = createHash('sha256')
  let lines = 0
  return {
    get lines() {
      return lines
    },
    add(text) {
      lines++
      hash.update(text)
    },
    sha256: () => hash.digest('hex'),
  }
}

export function macOf(sha256: string, backupKey: Uint8Array): string {
  return createHmac('sha256', backupKey).update(sha256).digest('hex')
}

export function isMacOf({ sha256, mac }: BackupEnd, backupKey: Uint8Array): boolean {
  const [given, right] = [Buffer.from(mac, 'hex'), Buffer.from(macOf(sha256, backupKey), 'hex')]
  return given.length === right.length && timingSafeEqual(given, right)
}
