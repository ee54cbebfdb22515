import { stripVTControlCharacters } from 'node:util'

/** What a worker writes after the output of a file. */
export const endOfFile = '\u0004'

export interface Tally {
  /** Without those that are skipped. */
  readonly total: number
  readonly passed: number
  readonly skipped: number
}

/** uvu's summary of a file, and what it prints before it. `tally` is null where the file came to no end. */
export function readOutput(output: string): { readonly tally: Tally | null; readonly text: string } {
  const plain = stripVTControlCharacters(output)
  const summary = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n/m.exec(plain)
  if (summary === null) return { tally: null, text: output.trimEnd() }
  const [total = 0, passed = 0, skipped = 0] = summary.slice(1).map(Number)
  return {
    tally: { total, passed, skipped },
    text: output.slice(0, output.lastIndexOf('  Total: ')).trimEnd(),
  }
}

const mostLines = 20

/** What uvu prints of each test that failed, in short: its name, what is wrong, and where in the tests. */
export function failuresIn(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/^(?= {3}FAIL )/m)
    .slice(1)
    .map((failure) => {
      const lines = failure.split('\n').filter((line) => line.trim() !== '')
      const said = lines.filter((line) => !isPlace(line))
      const places = lines.filter((line) => isPlace(line) && !/node_modules|test\/run\/worker/.test(line))
      const rest = said.length > mostLines ? [`        ... ${said.length - mostLines} more lines`] : []
      return [...said.slice(0, mostLines), ...rest, ...places].join('\n')
    })
}

/** What was said before an end that no test reports. */
export function lastLines(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-mostLines)
    .map((line) => `    ${line}`)
    .join('\n')
}

const isPlace = (line: string) => line.startsWith('    at ')
