import type { CodeParameters } from '../../enrolments.ts'
import { readCsvTable } from '../hardware-files/csv-table.ts'
import {
  countsLogins,
  readAlgorithm,
  readDigits,
  readPeriod,
  readSecret,
} from '../hardware-files/device-values.ts'
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

const columns = ['user', 'secret', 'algorithm', 'digits', 'period'] as const

/** A table whose first line names its columns; user and secret must be among them. */
export function readCsvSetups(text: string): SetupFile {
  const table = readCsvTable(text, columns, ['user', 'secret'])
  if (table.result === 'unreadable') return table
  const rows = table.rows.map(({ row, cells, isTooLong }) => ({
    at: `row ${row}`,
    user: cells.user === '' ? null : cells.user,
    setup: isTooLong
      ? { fault: 'There are more fields than columns.' }
      : setupOf({
          totpSecret: readSecret(cells.secret),
          algorithm: readAlgorithm(cells.algorithm),
          digits: readDigits(cells.digits),
          period: readPeriod(cells.period),
        }),
  }))
  return { result: 'read', rows }
}

/**
 * A file of libpam-google-authenticator: the secret in base32, then options behind `" `, then scratch codes. The scratch
 * codes are not taken: they are half as long as a recovery code must be.
 */
export function readLibpamSetup(text: string): Setup | Fault {
  const [secret = '', ...rest] = text.trim().split(/\r?\n/)
  const options = new Map(
    rest.flatMap((line) => {
      const [, name, value = ''] = /^" ([A-Z_]+) ?(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value] as const]
    }),
  )
  if (options.has('HOTP_COUNTER')) return countsLogins
  if (!options.has('TOTP_AUTH')) return { fault: 'This is no file of libpam-google-authenticator.' }
  return setupOf({
    totpSecret: readSecret(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: readPeriod(options.get('STEP_SIZE') ?? ''),
  })
}
