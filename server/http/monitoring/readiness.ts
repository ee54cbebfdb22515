import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UserStore } from '../../../adapters/user-store.ts'
import type { Room } from '../../disk/room.ts'
import { correction, isHeld } from '../../state/store-facts.ts'
import type { HttpDeps } from '../api/deps.ts'

/** `held`: logins by code wait a few minutes after a restore; all others go on, and another node would be no better. */
export type Readiness = Readonly<Record<string, 'ok' | 'held' | 'failing'>>

/** Milliseconds that a check may take. */
const patience = 2000
/** Slow hashes in line for each that is computed: more, and a login comes too late. */
const longestLine = 200
/** Nobody's id that every store looks for; one that is not in its form, some answer without asking their server. */
const unusedId = '00000000-0000-0000-0000-000000000000'

/**
 * Whether a login could be judged now, and for a while: the state store and every user store answer, the disk is not nearly
 * full, and passwords do not wait for long. A mail server that is down delays no login. Looks at most once a second, because anybody may ask.
 */
export function createReadiness({
  state,
  users,
  hashing,
  clock,
  room,
}: Pick<HttpDeps, 'state' | 'users' | 'hashing' | 'clock'> &
  Partial<Pick<HttpDeps, 'room'>>): () => Promise<Readiness> {
  let last: { readonly at: number; readonly checks: Promise<Readiness> } | null = null

  return () => {
    const now = clock()
    if (last === null || Math.abs(now - last.at) >= 1000) last = { at: now, checks: look() }
    return last.checks
  }

  async function look(): Promise<Readiness> {
    const checks = [
      check('state store', () => state.readProof('readyz', clock())),
      ...(room === undefined ? [] : [check('disk', () => lookAt(room))]),
      ...users.stores.map((store) => check(`user store ${store.name}`, () => ask(store))),
    ]
    const isBusy = hashing.waiting > longestLine * hashing.concurrency
    const now = clock()
    const codes = isHeld(state.standing().hold, now) || state.floor() - now > correction ? 'held' : 'ok'
    const results = Object.fromEntries(await Promise.all(checks))
    return { ...results, codes, 'password hashing': isBusy ? 'failing' : 'ok' }
  }

  /** Rejects when logins are about to end. */
  async function lookAt(disk: Pick<Room, 'status'>): Promise<void> {
    const { level } = await disk.status()
    if (level === 'full' || level === 'nearly-full') throw new Error(`the disk is ${level}`)
  }

  /** Rejects when the store does not answer. */
  async function ask(store: UserStore): Promise<void> {
    await store.get(unusedId)
    const outage = users.health().find(({ name }) => name === store.name)?.outage ?? null
    if (outage === null) return
    // A store without a directory is asked for passwords alone, and only one of these can find out that it is back.
    const verdict = await store.verifyPassword(null, randomUUID(), clock() + patience)
    if (verdict === 'unavailable') throw new Error(outage)
  }
}

async function check(name: string, ask: () => Promise<unknown>): Promise<[string, 'ok' | 'failing']> {
  const cancel = new AbortController()
  const tooLate = sleep(patience, 'failing' as const, { signal: cancel.signal }).catch(
    () => 'failing' as const,
  )
  const answered = ask().then(
    () => 'ok' as const,
    () => 'failing' as const,
  )
  const result = await Promise.race([answered, tooLate])
  cancel.abort()
  return [name, result]
}
