import { type CsvRow, readCsvTable } from './csv-table.ts'
import { readAlgorithm, readDigits, readPeriod, readSecret, readSerial } from './device-values.ts'
import { type DeviceRow, deviceRow, type HardwareFile, isFault } from './hardware-file.ts'
import { readPskcDevices } from './pskc-devices.ts'
import type { PskcKey } from './pskc-encryption.ts'

export type HardwareFileFormat = 'csv' | 'pskc'

/** UTF-16 units; some ten thousand devices. */
const longestFile = 4 * 1024 * 1024

/** @param key - of an encrypted PSKC file; null: none was given */
export function readHardwareFile(
  format: HardwareFileFormat,
  content: string,
  key: PskcKey | null,
): HardwareFile {
  if (content.length > longestFile) return { result: 'unreadable', fault: 'The file is too long.' }
  const text = content.replace(/^\uFEFF/, '')
  return format === 'csv' ? readCsvDevices(text) : readPskcDevices(text, key)
}

const columns = ['serial', 'secret', 'user', 'algorithm', 'digits', 'period'] as const

/** A table (csv-table.ts) of devices, one a line. */
function readCsvDevices(text: string): HardwareFile {
  const table = readCsvTable(text, columns, ['serial', 'secret'])
  if (table.result === 'unreadable') return table
  const rows = table.rows.map(readRow)
  return rows.length === 0
    ? { result: 'unreadable', fault: 'There is no device in the table.' }
    : { result: 'read', rows }
}

function readRow({ row, cells, isTooLong }: CsvRow<(typeof columns)[number]>): DeviceRow {
  const serial = readSerial(cells.serial)
  const about = { row, serial: isFault(serial) ? null : serial, user: cells.user === '' ? null : cells.user }
  if (isTooLong) return { ...about, device: { fault: 'There are more fields than columns.' } }
  return deviceRow(about, {
    serial,
    totpSecret: readSecret(cells.secret),
    algorithm: readAlgorithm(cells.algorithm),
    digits: readDigits(cells.digits),
    period: readPeriod(cells.period),
    stepOffset: 0,
  })
}
