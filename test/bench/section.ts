export interface BenchOptions {
  /** How often each thing is measured; tables show the median. */
  readonly rounds: number
  /** The folder dist/ of another build, to compare with; null: there is none. */
  readonly against: string | null
  /** A further number of users for `growth`; null: the usual ones. */
  readonly users: number | null
  /** Whether what was measured becomes the baseline, and the plots of the documentation. */
  readonly record: boolean
}

/** Measures something, and answers what is to be printed. */
export type Section = (options: BenchOptions) => Promise<string | Measured>

export interface Measured {
  readonly text: string
  /** What `--compare` compares with the baseline. */
  readonly figures: Figures
}

/** By what was measured. */
export type Figures = Readonly<Record<string, Spread & { readonly better: 'higher' | 'lower' }>>

/** A median, and between what the rounds lay. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) }
}

/** What is being done, for the person at the terminal. */
export function progress(text: string): void {
  process.stderr.write(`  ${text}\n`)
}

/** A plain text table: the first column is words, the others are numbers with their units. */
export function table(title: string, rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  )
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   '),
  )
  return [title, ...lines.map((line) => `  ${line.trimEnd()}`)].join('\n')
}

export function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b)
  const middle = Math.floor(ascending.length / 2)
  const upper = ascending[middle] ?? Number.NaN
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? Number.NaN) + upper) / 2
}

/** 12,345 or 12.3 or 0.12: three digits say enough of a noisy number. */
export function figure(value: number): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
