import { Gauge, type Registry } from 'prom-client'
import type { HashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import type { Clock } from '../lib/clock.ts'
import type { OpenCounts, StateStore } from '../state/contract/state-store.ts'
import type { UserDirectory } from '../users/directory.ts'

interface Serving {
  readonly hashing: Pick<HashingQueue, 'concurrency' | 'running' | 'waiting'>
  readonly users: Pick<UserDirectory, 'health'>
  readonly state: Pick<StateStore, 'countOpen' | 'floor'>
  readonly clock: Clock
}

/** Milliseconds: the gauges of one scrape share an answer. */
const countsAreGoodFor = 500

/** Exports what logins depend on, and what is open. */
export function watchServing(registry: Registry, { hashing, users, state, clock }: Serving): void {
  let asked: { readonly at: number; readonly counts: Promise<OpenCounts | null> } | null = null

  /** null: the store does not answer. */
  function counts(): Promise<OpenCounts | null> {
    const at = performance.now()
    if (asked === null || at - asked.at > countsAreGoodFor) {
      asked = { at, counts: state.countOpen(clock()).catch(() => null) }
    }
    return asked.counts
  }

  const gauge = (name: string, help: string, read: () => number | null | Promise<number | null>) =>
    new Gauge({
      name: `ringlock_${name}`,
      help,
      registers: [registry],
      async collect() {
        const value = await read()
        if (value === null) this.remove()
        else this.set(value)
      },
    })

  gauge('hashing_threads', 'Passwords that can be verified at once', () => hashing.concurrency)
  gauge('hashing_running', 'Passwords that are being verified', () => hashing.running)
  gauge('hashing_waiting', 'Passwords that wait for a processor', () => hashing.waiting)
  gauge('state_store_up', '1: the state store answers', async () => ((await counts()) === null ? 0 : 1))
  gauge(
    'challenges_open',
    'Challenges that can still be answered',
    async () => (await counts())?.challenges ?? null,
  )
  gauge(
    'throttled_accounts',
    'Users with more failures in a row than go without a delay',
    async () => (await counts())?.throttled ?? null,
  )
  gauge(
    'state_floor_seconds',
    'The highest time that the state store has seen, in seconds since 1970; codes that had expired by then are refused',
    () => state.floor() / 1000,
  )
  new Gauge({
    name: 'ringlock_user_store_up',
    help: '0: the user store did not answer its last query',
    labelNames: ['store'],
    registers: [registry],
    collect() {
      for (const { name, outage } of users.health()) this.set({ store: name }, outage === null ? 1 : 0)
    },
  })
}
