import type { CodeParameters } from '../../enrolments.ts'
import { type Fault, isFault } from '../hardware-files/hardware-file.ts'

/** A second factor that a user has set up elsewhere. */
export interface Setup extends CodeParameters {
  readonly totpSecret: Uint8Array
}

/** What a file says of one user. */
export interface SetupRow {
  /** Where it stands, for a person: `line 3`, the name of a file. */
  readonly at: string
  /** Whose it is, as far as the file says; null: it does not. */
  readonly user: string | null
  /** What is wrong with it in sentences, or the setup. Never what was read. */
  readonly setup: Setup | Fault
}

export type SetupFile =
  | { readonly result: 'read'; readonly rows: readonly SetupRow[] }
  | { readonly result: 'unreadable'; readonly fault: string }

export function setupOf(parts: { readonly [Part in keyof Setup]: Setup[Part] | Fault }): Setup | Fault {
  const faults = Object.values(parts).flatMap((part) => (isFault(part) ? part.fault : []))
  return faults.length > 0 ? { fault: faults.join(' ') } : (parts as Setup)
}
