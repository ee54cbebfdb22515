import { type CsvRow, readCsvTable } from './csv-table.ts'
import { readAlgorithm, readDigits, readPeriod, readSecret, readSerial, typeFault } from './device-values.ts'
import { type DeviceRow, deviceRow, type HardwareFile, isFault } from './hardware-file.ts'

const columns = ['serial', 'secret', 'user', 'algorithm', 'digits', 'period', 'type'] as const
type Column = (typeof columns)[number]

/** Names that vendors have for our columns (docs/import.md), and columns of theirs that change no code. */
const otherNames: ReadonlyMap<string, Column | null> = new Map<string, Column | null>([
  ...['serialnumber', 'serialno', 'sn', 'tokenserial', 'tokenserialnumber'].map(
    (name) => [name, 'serial'] as const,
  ),
  ...['secretkey', 'key', 'seed', 'sharedsecret', 'otpkey', 'totpsecret'].map(
    (name) => [name, 'secret'] as const,
  ),
  ...['upn', 'userprincipalname', 'username', 'login', 'owner'].map((name) => [name, 'user'] as const),
  ...['timeinterval', 'interval', 'timestep', 'timeperiod'].map((name) => [name, 'period'] as const),
  ...['algo', 'hash', 'hashalgorithm', 'hashfunction', 'hmac'].map((name) => [name, 'algorithm'] as const),
  ...['otplength', 'otplen', 'codelength', 'numberofdigits', 'length'].map(
    (name) => [name, 'digits'] as const,
  ),
  ...['tokentype', 'otptype'].map((name) => [name, 'type'] as const),
  ...['manufacturer', 'vendor', 'model', 'hardwaremodel', 'issuer', 'description', 'comment', 'batch'].map(
    (name) => [name, null] as const,
  ),
  ...['productiondate', 'expirydate', 'expirationdate', 'startdate'].map((name) => [name, null] as const),
])

/** A table (csv-table.ts) of devices, one a line. @param least - bytes of a secret */
export function readCsvDevices(text: string, required: readonly Column[], least: number): HardwareFile {
  const table = readCsvTable(text, { columns, required, otherNames, unnamed })
  if (table.result === 'unreadable') return table
  const rows = table.rows.map((row) => readRow(row, table.isNamed, least))
  return rows.length === 0
    ? { result: 'unreadable', fault: 'There is no device in the table.' }
    : { result: 'read', rows }
}

/**
 * Tables without a line of names are known by the type, which stands third in the OATH form that token servers read, and
 * fourth in what privacyIDEA writes, behind the owner.
 */
function unnamed(first: readonly string[]): readonly Column[] | null {
  const at = first.findIndex((cell) => /^(?:totp|hotp|ocra)$/i.test(cell))
  const oath = ['serial', 'secret', 'type', 'digits', 'period', 'algorithm'] as const
  if (at === 2) return oath
  return at === 3 ? ['user', ...oath] : null
}

/** Readers of that form disagree on what is meant then: some say HOTP. */
const noType = { fault: 'The row does not say whether its codes are TOTP.' }

function readRow({ row, cells, isTooLong }: CsvRow<Column>, isNamed: boolean, least: number): DeviceRow {
  const serial = readSerial(cells.serial)
  const user = cells.user === '' || cells.user.toLowerCase() === 'n/a' ? null : cells.user
  const about = { row, serial: isFault(serial) ? null : serial, user }
  if (isTooLong) return { ...about, device: { fault: 'There are more fields than columns.' } }
  const otherType = isNamed || cells.type !== '' ? typeFault(cells.type) : noType
  if (otherType !== null) return { ...about, device: otherType }
  return deviceRow(about, {
    serial,
    totpSecret: readSecret(cells.secret, least),
    algorithm: readAlgorithm(cells.algorithm),
    digits: readDigits(cells.digits),
    period: readPeriod(cells.period),
    stepOffset: 0,
  })
}
