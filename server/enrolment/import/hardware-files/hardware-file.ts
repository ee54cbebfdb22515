import type { HardwareDevice } from '../../enrolments.ts'

/** The rows of a vendor's file. */
export type HardwareFile =
  | { readonly result: 'read'; readonly rows: readonly DeviceRow[] }
  /** Nothing could be read; the fault is a sentence. */
  | { readonly result: 'unreadable'; readonly fault: string }

export interface DeviceRow {
  /** Counted from 1; in a CSV file, without the header. */
  readonly row: number
  readonly serial: string | null
  /** Login name; null if the file does not name the user. */
  readonly user: string | null
  /**
   * A device, or its faults in sentences. A fault never quotes the file, because the text may be a secret in the wrong column.
   */
  readonly device: HardwareDevice | { readonly fault: string }
}

/** Collects the faults of one row. */
export function deviceRow(
  about: Pick<DeviceRow, 'row' | 'serial' | 'user'>,
  parts: { readonly [Part in keyof HardwareDevice]: HardwareDevice[Part] | Fault },
): DeviceRow {
  const faults = Object.values(parts).flatMap((part) => (isFault(part) ? part.fault : []))
  if (faults.length > 0) return { ...about, device: { fault: faults.join(' ') } }
  return { ...about, device: parts as HardwareDevice }
}

export interface Fault {
  readonly fault: string
}

export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'fault' in value
}
