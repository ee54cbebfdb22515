import { readFileSync, writeFileSync } from 'node:fs'
import { describeMachine } from './record.ts'
import { type Figures, figure, type Spread, table } from './section.ts'

/** What was measured on some machine; figures that are ratios or yardsticks hold on others too. */
interface Baseline {
  readonly machine: string
  readonly figures: Figures
}

const file = new URL('./baseline.json', import.meta.url)
/** Share by which two spreads may lie apart: less is taken for noise. */
const tolerance = 0.05

/** Figures that were not measured now stay as they were. */
export function recordBaseline(measured: Figures): void {
  const { figures } = readBaseline()
  const next: Baseline = { machine: describeMachine(), figures: { ...figures, ...measured } }
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`)
}

export interface Comparison {
  readonly text: string
  /** Whether any figure is worse, and not by chance. */
  readonly isWorse: boolean
}

/** A figure is worse when even its best round is worse than the worst of the baseline. */
export function compareWithBaseline(measured: Figures): Comparison {
  const { machine, figures } = readBaseline()
  const verdicts = Object.entries(measured).map(([name, now]) => {
    const then = figures[name]
    const verdict = then === undefined ? 'not in the baseline' : judge(now, then, now.better)
    return { verdict, row: [name, shown(now), then === undefined ? '' : shown(then), verdict] }
  })
  return {
    text: table(`compared with the baseline: ${machine}`, [
      ['', 'now', 'baseline', ''],
      ...verdicts.map(({ row }) => row),
    ]),
    isWorse: verdicts.some(({ verdict }) => verdict === 'WORSE'),
  }
}

function judge(now: Spread, then: Spread, better: 'higher' | 'lower'): 'WORSE' | 'better' | 'as before' {
  const isLower = now.high < then.low * (1 - tolerance)
  const isHigher = now.low > then.high * (1 + tolerance)
  if (!isLower && !isHigher) return 'as before'
  return isHigher === (better === 'higher') ? 'better' : 'WORSE'
}

function shown({ median, low, high }: Spread): string {
  return `${figure(median)} (${figure(low)}..${figure(high)})`
}

function readBaseline(): Baseline {
  return JSON.parse(readFileSync(file, 'utf8'))
}
