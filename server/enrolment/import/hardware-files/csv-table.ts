import { CsvError, parse } from 'csv-parse/sync'

export interface CsvRow<Column extends string> {
  /** Counted from 1, without the header. */
  readonly row: number
  /** '' where the file has nothing. */
  readonly cells: Readonly<Record<Column, string>>
  /** Whether there are more fields than the header names. */
  readonly isTooLong: boolean
}

export type CsvTable<Column extends string> =
  | { readonly result: 'read'; readonly rows: readonly CsvRow<Column>[] }
  /** Why nothing of it is taken, in a sentence: a mistyped column must not be read as one that is left out. */
  | { readonly result: 'unreadable'; readonly fault: string }

/** A table whose first line names its columns, in any order; separated by commas, semicolons or tabs. Blank lines do not count. */
export function readCsvTable<Column extends string>(
  content: string,
  columns: readonly Column[],
  required: readonly Column[],
): CsvTable<Column> {
  const text = content.replace(/^\uFEFF/, '')
  const records = parseCsv(text, separatorOf(text))
  if (typeof records === 'number') {
    return unreadable(`Line ${records} of the table has a quotation mark that is out of place or not closed.`)
  }
  const [header = [], ...body] = records
  const names = header.map((name) => name.toLowerCase())
  const isColumn = (name: string): name is Column => columns.some((column) => column === name)
  const known = names.filter(isColumn)
  const missing = required.filter((column) => !known.includes(column))
  if (missing.length > 0) {
    return unreadable(`The first line must name the columns: ${missing.join(' and ')} is missing.`)
  }
  if (known.length < names.length) {
    return unreadable(`The first line names an unknown column; there are ${columns.join(', ')}.`)
  }
  if (new Set(known).size < known.length) return unreadable('The first line names a column twice.')
  const rows = body.flatMap((fields, i) => (isBlank(fields) ? [] : [rowOf(i + 1, fields, known, columns)]))
  return { result: 'read', rows }
}

function rowOf<Column extends string>(
  row: number,
  fields: readonly string[],
  known: readonly Column[],
  columns: readonly Column[],
): CsvRow<Column> {
  const cells = Object.fromEntries(columns.map((column) => [column, fields[known.indexOf(column)] ?? '']))
  return { row, cells: cells as Record<Column, string>, isTooLong: fields.length > known.length }
}

/**
 * The records of a CSV file (RFC 4180): a field with separators, quotes or line ends stands in quotes, and a quote in quotes
 * is written twice. Lines end as on any system; space around a field does not count.
 *
 * @returns the records, or the number of the one that is broken, counted from 1
 */
export function parseCsv(text: string, separator: string): string[][] | number {
  try {
    return parse(text, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { records } = error
    return Number(records) + 1
  }
}

function unreadable(fault: string): { readonly result: 'unreadable'; readonly fault: string } {
  return { result: 'unreadable', fault }
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/[\r\n]/, 1)
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

const isBlank = (fields: readonly string[]) => fields.every((field) => field === '')
