/**
 * The records of a CSV file (RFC 4180): a field with separators, quotes or line ends stands in quotes, and a quote in quotes
 * is written twice. Lines end as on any system; space around a field does not count.
 *
 * @param separator - one character that means nothing in a regular expression's set
 * @returns the records, or the number of the one that is broken, counted from 1
 */
export function parseCsv(text: string, separator: string): string[][] | number {
  const field = new RegExp(
    `[ \\t]*(?:"([^"]*(?:""[^"]*)*)"[ \\t]*|([^"${separator}\\r\\n][^${separator}\\r\\n]*)?)(${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  )
  const records: string[][] = []
  let record: string[] = []
  while (field.lastIndex < text.length) {
    const match = field.exec(text)
    if (match === null) return records.length + 1
    const [, quoted, plain, end] = match
    record.push(quoted?.replaceAll('""', '"') ?? plain?.trim() ?? '')
    if (end === separator) continue
    records.push(record)
    record = []
  }
  if (record.length > 0) records.push(record)
  return records
}
