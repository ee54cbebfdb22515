import { performance } from 'node:perf_hooks'
import type { UserStore } from '../../adapters/user-store.ts'
import { type BenchOptions, figure, median, progress, table } from './section.ts'
import { allPlaces } from './stores/all.ts'
import {
  enabledNames,
  inFlight,
  leftOut,
  type MeasuredStore,
  password,
  withStores,
} from './stores/measured-store.ts'

const milliseconds = 1000
/** Longer than any hash waits in line here. */
const patience = 30_000

interface Rates {
  readonly logins: number[]
  readonly bare: number[]
}

/** Logins a second of each user store (find, then verify), beside the least that proves a password there. */
export function measureUserStores({ rounds }: BenchOptions): Promise<string> {
  return withStores(allPlaces, async (stores, missing) => {
    const measured = stores.map((store) => ({ store, rates: { logins: [], bare: [] } as Rates }))
    for (const { store } of measured) await measureOnce(store, { logins: [], bare: [] }, false)
    for (let round = 1; round <= rounds; round++) {
      for (const { store, rates } of measured) await measureOnce(store, rates, round % 2 === 0)
      progress(`user-stores, round ${round} of ${rounds}`)
    }
    return report(measured, rounds) + leftOut(missing)
  })
}

async function measureOnce(
  { store, bare }: MeasuredStore,
  rates: Rates,
  isBareFirst: boolean,
): Promise<void> {
  const logins = async () => {
    rates.logins.push(await perSecond(inFlight, (lane, i) => logIn(store, lane + i * inFlight)))
  }
  const alone = async () => {
    rates.bare.push(await perSecond(bare.lanes, bare.verify))
  }
  for (const measure of isBareFirst ? [alone, logins] : [logins, alone]) await measure()
}

async function logIn(store: UserStore, i: number): Promise<void> {
  const user = await store.find(enabledNames[i % enabledNames.length] ?? '')
  if (user === null || user === 'ambiguous') throw new Error(`${store.name} does not know its user`)
  const verdict = await store.verifyPassword(user, password, Date.now() + patience)
  if (verdict !== 'ok') throw new Error(`${store.name} says ${verdict} of the right password`)
}

/** How often each lane got through its work, one after the other, all lanes together. */
async function perSecond(
  lanes: number,
  work: (lane: number, i: number) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now()
  let done = 0
  async function run(lane: number): Promise<void> {
    for (let i = 0; performance.now() - startedAt < milliseconds; i++) {
      await work(lane, i)
      done++
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)))
  return (done * 1000) / (performance.now() - startedAt)
}

function report(
  measured: readonly { readonly store: MeasuredStore; readonly rates: Rates }[],
  rounds: number,
): string {
  const range = (rates: readonly number[]) =>
    `${figure(Math.round(Math.min(...rates)))}..${figure(Math.round(Math.max(...rates)))}`
  return table(`user-stores: find and verifyPassword, ${inFlight} in flight, median of ${rounds} rounds`, [
    ['', 'logins/s', 'lowest..highest', 'bare/s', 'lowest..highest', 'of', 'ratio'],
    ...measured.map(({ store: { label, bare }, rates }) => [
      label,
      figure(median(rates.logins)),
      range(rates.logins),
      figure(median(rates.bare)),
      range(rates.bare),
      bare.what,
      figure(median(rates.logins.map((rate, i) => rate / (rates.bare[i] ?? Number.NaN)))),
    ]),
  ])
}
