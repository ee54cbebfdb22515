import { readCsvTable } from '../hardware-files/csv-table.ts'
import { readAlgorithm, readDigits, readPeriod, readSecret } from '../hardware-files/device-values.ts'
import { type SetupFile, setupOf } from './setup.ts'

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
