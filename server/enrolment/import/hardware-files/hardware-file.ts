import type { HardwareDevice } from '../../enrolments.ts'

/** What a vendor's file says, row by row. */
export type HardwareFile =
  | { readonly result: 'read'; readonly rows: readonly DeviceRow[] }
  /** Nothing in it can be read; why, in a sentence. */
  | { readonly result: 'unreadable'; readonly fault: string }

export interface DeviceRow {
  /** Counted from 1; of a CSV file without its header. */
  readonly row: number
  readonly serial: string | null
  /** Login name; null: the file does not say whose it is. */
  readonly user: string | null
  /** A device, or what is wrong with it in sentences. Never what was read: it may be a secret in the wrong place. */
  readonly device: HardwareDevice | { readonly fault: string }
}

/** Collects what is wrong with one row. */
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
