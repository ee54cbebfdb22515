import { readTotpSecret } from '../totp-secret-text.ts'
import { parseCsv } from './csv.ts'
import { readAlgorithm, readDigits, readPeriod, readSerial, secretFaults } from './device-values.ts'
import { type DeviceRow, deviceRow, type Fault, type HardwareFile, isFault } from './hardware-file.ts'

const columns = ['serial', 'secret', 'user', 'algorithm', 'digits', 'period'] as const
type Column = (typeof columns)[number]
type Cells = Readonly<Record<Column, string>>

const required: readonly Column[] = ['serial', 'secret']

/**
 * A table with a header that names its columns, in any order and in upper or lower case. Its fields are separated by commas, or by
 * semicolons or tabs as spreadsheets write them where the comma is a decimal sign. Blank lines are skipped.
 */
export function readCsvDevices(text: string): HardwareFile {
  const separator = separatorOf(text)
  const records = parseCsv(text, separator)
  if (typeof records === 'number') {
    return unreadable(`Line ${records} of the table has a quotation mark that is out of place or not closed.`)
  }
  const [header = [], ...body] = records
  const names = readHeader(header)
  if (isFault(names)) return unreadable(names.fault)
  const rows = body.flatMap((fields, i) => (isBlank(fields) ? [] : readRow(i + 1, fields, names)))
  return rows.length === 0 ? unreadable('There is no device in the table.') : { result: 'read', rows }
}

function unreadable(fault: string): HardwareFile {
  return { result: 'unreadable', fault }
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/[\r\n]/, 1)
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

function readHeader(header: readonly string[]): readonly Column[] | Fault {
  const names = header.map((name) => name.toLowerCase())
  const known = names.filter((name): name is Column => columns.some((column) => column === name))
  const missing = required.filter((column) => !known.includes(column))
  if (missing.length > 0)
    return { fault: `The first line must name the columns: ${missing.join(' and ')} is missing.` }
  if (known.length < names.length)
    return { fault: `The first line names an unknown column; there are ${columns.join(', ')}.` }
  if (new Set(known).size < known.length) return { fault: 'The first line names a column twice.' }
  return known
}

const isBlank = (fields: readonly string[]) => fields.every((field) => field === '')

function readRow(row: number, fields: readonly string[], names: readonly Column[]): DeviceRow {
  const cells = { serial: '', secret: '', user: '', algorithm: '', digits: '', period: '' }
  names.forEach((name, i) => {
    cells[name] = fields[i] ?? ''
  })
  const serial = readSerial(cells.serial)
  const about = { row, serial: isFault(serial) ? null : serial, user: cells.user === '' ? null : cells.user }
  if (fields.length > names.length)
    return { ...about, device: { fault: 'There are more fields than columns.' } }
  return deviceRow(about, {
    serial,
    totpSecret: readSecret(cells),
    algorithm: readAlgorithm(cells.algorithm),
    digits: readDigits(cells.digits),
    period: readPeriod(cells.period),
    stepOffset: 0,
  })
}

function readSecret({ secret }: Cells): Uint8Array | Fault {
  if (secret === '') return { fault: 'There is no secret.' }
  const bytes = readTotpSecret(secret)
  return typeof bytes === 'string' ? { fault: secretFaults[bytes] } : bytes
}
