import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UserStore } from '../../../adapters/user-store.ts'
import type { Room } from '../../disk/room.ts'
import { correction, isHeld } from '../../state/store-facts.ts'
import type { HttpDeps } from '../api/deps.ts'

/** `held`: logins by code wait a few minutes after a restore. Others work, and another node would be no better. */
export type Readiness = Readonly<Record<string, 'ok' | 'held' | 'failing'>>

/** Time limit of a check, milliseconds. */
const patience = 2000
/** Slow hashes queued per core; with more, logins would time out. */
const longestLine = 200
/** An id no user has. UUID-shaped, because some stores reject other ids without querying their backend. */
const unusedId = '00000000-0000-0000-0000-000000000000'

/**
 * Whether logins can be judged now and for a while: the state store and all user stores answer, the disk is not nearly full,
 * and passwords do not queue for long. A mail server that is down delays no login. It checks at most once a second, because
 * anyone may ask.
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

  /** Rejects if the disk is nearly full. */
  async function lookAt(disk: Pick<Room, 'status'>): Promise<void> {
    const { level } = await disk.status()
    if (level === 'full' || level === 'nearly-full') throw new Error(`the disk is ${level}`)
  }

  /** Rejects if the store does not answer. */
  async function ask(store: UserStore): Promise<void> {
    await store.get(unusedId)
    const outage = users.health().find(({ name }) => name === store.name)?.outage ?? null
    if (outage === null) return
    // Without a directory, only a password check can find out whether the store is back.
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
