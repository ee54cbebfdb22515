import { CsvError, parse } from 'csv-parse/sync'

export interface CsvRow<Column extends string> {
  /** Counted from 1, without the header. */
  readonly row: number
  /** '' if the file has no value. */
  readonly cells: Readonly<Record<Column, string>>
  /** Whether the row has more fields than the header. */
  readonly isTooLong: boolean
}

export type CsvTable<Column extends string> =
  | {
      readonly result: 'read'
      readonly rows: readonly CsvRow<Column>[]
      /** Whether its first line names the columns. */
      readonly isNamed: boolean
    }
  /** Why nothing of it is taken, in a sentence: a mistyped column must not be read as one that is left out. */
  | { readonly result: 'unreadable'; readonly fault: string }

export interface TableForm<Column extends string> {
  readonly columns: readonly Column[]
  readonly required: readonly Column[]
  /** Other names of the columns, as {@link nameOf} writes them; null: known, and of no use here. */
  readonly otherNames?: ReadonlyMap<string, Column | null>
  /** The columns of a table that names none, by its first row; null: the first row must name them. */
  readonly unnamed?: (first: readonly string[]) => readonly Column[] | null
}

/** A table whose first line names its columns, in any order; separated by commas, semicolons or tabs. Blank lines do not count. */
export function readCsvTable<Column extends string>(
  content: string,
  { columns, required, otherNames = new Map(), unnamed = () => null }: TableForm<Column>,
): CsvTable<Column> {
  const text = content.replace(/^\uFEFF/, '')
  const records = parseCsv(text, separatorOf(text))
  if (typeof records === 'number') {
    return unreadable(`Line ${records} of the table has a quotation mark that is out of place or not closed.`)
  }
  const [first = [], ...others] = records
  const rowsOf = (body: readonly string[][], known: readonly (Column | null)[]) =>
    body.flatMap((fields, i) => (isBlank(fields) ? [] : [rowOf(i + 1, fields, known, columns)]))
  const given = unnamed(first)
  if (given !== null) return { result: 'read', rows: rowsOf(records, given), isNamed: false }

  const names = new Map<string, Column | null>([
    ...otherNames,
    ...columns.map((each) => [each, each] as const),
  ])
  const found = first.map((name) => names.get(nameOf(name)))
  const known = found.map((column) => column ?? null)
  const missing = required.filter((column) => !known.includes(column))
  if (missing.length > 0) {
    return unreadable(`The first line must name the columns: ${missing.join(' and ')} is missing.`)
  }
  if (found.includes(undefined)) {
    return unreadable(`The first line names an unknown column; there are ${columns.join(', ')}.`)
  }
  const used = known.filter((column) => column !== null)
  if (new Set(used).size < used.length) return unreadable('The first line names a column twice.')
  return { result: 'read', rows: rowsOf(others, known), isNamed: true }
}

/** Letters and digits alone, without what stands in brackets: `Time Interval (sec)` is `timeinterval`. */
function nameOf(header: string): string {
  return header
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function rowOf<Column extends string>(
  row: number,
  fields: readonly string[],
  known: readonly (Column | null)[],
  columns: readonly Column[],
): CsvRow<Column> {
  const cells = Object.fromEntries(columns.map((column) => [column, fields[known.indexOf(column)] ?? '']))
  return { row, cells: cells as Record<Column, string>, isTooLong: fields.length > known.length }
}

/**
 * Reads the records of a CSV file (RFC 4180): fields with separators, quotes or line ends are quoted, and quotes in them
 * doubled. Any system's line ends are accepted, and space around fields is ignored.
 *
 * @returns the records, or the number of the broken one, counted from 1
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

/** The separator that occurs most often in the first line. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/[\r\n]/, 1)
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

const isBlank = (fields: readonly string[]) => fields.every((field) => field === '')
