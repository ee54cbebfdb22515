import type { ImportedAuthenticator } from '../../enrolments.ts'
import { shortestSecretBytes } from '../../totp-secret-text.ts'
import { readCsvDevices } from '../hardware-files/csv-devices.ts'
import { type DeviceRow, type Fault, type HardwareFile, isFault } from '../hardware-files/hardware-file.ts'

/** A second factor that a user has set up elsewhere. */
export type Setup = Omit<ImportedAuthenticator, 'userKey'>

/** One user's entry in a file. */
export interface SetupRow {
  /** Its location for operators to read: `line 3`, or the name of a file. */
  readonly at: string
  /** The user named in the file; null if none is. */
  readonly user: string | null
  /** The set-up, or its faults in sentences, which never quote the file. */
  readonly setup: Setup | Fault
  /** Of a device: names it where the file does not say whose it is. */
  readonly serial?: string | null
  /** What the file says beside and is not taken over, in a sentence. */
  readonly note?: string
}

export type SetupFile =
  | { readonly result: 'read'; readonly rows: readonly SetupRow[] }
  | { readonly result: 'unreadable'; readonly fault: string }

export interface Reading {
  /** Bytes that a secret has at least. */
  readonly least: number
  /** As typed, for files that are encrypted; null: none was given. */
  readonly passphrase: string | null
}

export const usualReading: Reading = { least: shortestSecretBytes, passphrase: null }

export function unreadable(fault: string): SetupFile {
  return { result: 'unreadable', fault }
}

export function setupOf(parts: { readonly [Part in keyof Setup]: Setup[Part] | Fault }): Setup | Fault {
  const faults = Object.values(parts).flatMap((part) => (isFault(part) ? part.fault : []))
  return faults.length > 0 ? { fault: faults.join(' ') } : (parts as Setup)
}

/** A table (csv-devices.ts); user and secret must be among its columns. What has a serial number is a hardware device. */
export function readCsvSetups(text: string, { least }: Reading = usualReading): SetupFile {
  return fromDevices(readCsvDevices(text, ['user', 'secret'], least), 'row', ({ serial }) => serial !== null)
}

/** @param isHardware - whether a row is a hardware device, or else an app */
export function fromDevices(
  file: HardwareFile,
  word: string,
  isHardware: (row: DeviceRow) => boolean,
): SetupFile {
  if (file.result === 'unreadable') return file
  const rows = file.rows.map((each): SetupRow => {
    const { row, user, serial, device } = each
    const at = `${word} ${row}`
    if (isFault(device)) return { at, user, serial, setup: device }
    const { serial: _, stepOffset, ...app } = device
    return {
      at,
      user,
      serial,
      setup: isHardware(each)
        ? { ...device, kind: 'hardware' }
        : { ...app, ...(stepOffset === 0 ? {} : { stepOffset }) },
    }
  })
  return { result: 'read', rows }
}
