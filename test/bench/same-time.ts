import { randomInt } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { compareRanks, type RankComparison } from './rank-test.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'
import { allPlaces } from './stores/all.ts'
import { leftOut, type MeasuredStore, withStores } from './stores/measured-store.ts'
import {
  type Refusal,
  type RefusingPlace,
  refusals,
  storeThatRefuses,
  withServiceThatRefuses,
} from './stores/refusals.ts'

/** Milliseconds of each place in a round. */
const budget = 2000
const bounds = { least: 30, most: 400 }
const warmUp = 20
/** Standard errors: below, chance alone says as much. */
const noise = 4
/** Microseconds: less is drowned in what a login varies by anyway, and in the network before it. */
const audible = 20

type Times = Readonly<Record<Refusal, number[]>>

/** How long logins of unknown, disabled and mistaken users take to be refused, one at a time, mixed at random. */
export function measureSameTime({ rounds }: BenchOptions): Promise<string> {
  const rows: string[][] = []
  async function measure(place: RefusingPlace): Promise<void> {
    rows.push(rowOf(place, await timesOf(place, rounds)))
    progress(`same-time: ${place.label}`)
  }
  return withStores(allPlaces, async (stores, missing) => {
    for (const store of stores) await measure(refusing(store))
    await withServiceThatRefuses('whole login: file, {SSHA}', null, measure)
    for (const { label, yaml } of stores) {
      if (yaml !== undefined) await withServiceThatRefuses(`whole login: ${label}`, yaml, measure)
    }
    return report(rows) + leftOut(missing)
  })
}

/** Issabel and a RADIUS server have no disabled users. */
function refusing({ label, store }: MeasuredStore): RefusingPlace {
  const knowsDisabled = store.name !== 'issabel' && store.name !== 'radius'
  return storeThatRefuses(label, store, knowsDisabled ? refusals : ['unknown', 'wrong'])
}

async function timesOf(place: RefusingPlace, rounds: number): Promise<Times> {
  const { kinds } = place
  let asked = 0
  async function timeOne(kind: Refusal): Promise<number> {
    const begun = performance.now()
    await place.refuse(kind, asked)
    return performance.now() - begun
  }
  async function timeEach(times: Times): Promise<void> {
    for (const kind of shuffled(kinds)) times[kind].push(await timeOne(kind))
    asked++
  }
  const first: Times = { unknown: [], disabled: [], wrong: [] }
  while (asked < warmUp) await timeEach(first)
  const onceEach = kinds.length * median(first.wrong)
  const wanted = rounds * Math.min(bounds.most, Math.max(bounds.least, budget / onceEach))
  const times: Times = { unknown: [], disabled: [], wrong: [] }
  const samples = Math.min(Math.floor(wanted), place.most - warmUp)
  while (asked < warmUp + samples) await timeEach(times)
  return times
}

function shuffled<T>(values: readonly T[]): T[] {
  const left = [...values]
  return values.flatMap(() => left.splice(randomInt(left.length), 1))
}

function rowOf({ label }: RefusingPlace, { unknown, disabled, wrong }: Times): string[] {
  const comparisons = [unknown, disabled].map((times) => (times.length === 0 ? null : compare(times, wrong)))
  return [
    label,
    String(wrong.length),
    ...[unknown, disabled, wrong].map((times) => (times.length === 0 ? '-' : figure(1000 * median(times)))),
    ...comparisons.map((each) => (each === null ? '-' : `${each.share.toFixed(2)} (${each.z.toFixed(1)})`)),
    verdictOf(comparisons.filter((each) => each !== null)),
  ]
}

interface Comparison extends RankComparison {
  /** Microseconds between the medians. */
  readonly apart: number
}

function compare(times: readonly number[], wrong: readonly number[]): Comparison {
  return { ...compareRanks(times, wrong), apart: 1000 * Math.abs(median(times) - median(wrong)) }
}

function verdictOf(comparisons: readonly Comparison[]): string {
  const heard = comparisons.filter(({ z }) => Math.abs(z) > noise).map(({ apart }) => apart)
  if (heard.length === 0) return 'same'
  const most = Math.max(...heard)
  return most < audible ? `same but for ${figure(most)} us` : `TOLD APART by ${figure(most)} us`
}

function report(rows: readonly (readonly string[])[]): string {
  return table(
    'same-time: refused logins, one at a time; medians in us; how often a login takes longer than one with a wrong ' +
      `password, and how many standard errors that is from one half (chance: below ${noise})`,
    [['', 'of each', 'unknown', 'disabled', 'wrong', 'unknown/wrong', 'disabled/wrong', 'verdict'], ...rows],
  )
}
