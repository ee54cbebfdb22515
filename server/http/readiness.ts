import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpParts } from './parts.ts'

export type Readiness = Readonly<Record<string, 'ok' | 'failing'>>

/** Milliseconds that a check may take. */
const patience = 2000
/** Slow hashes in line for each that is computed: more, and a login comes too late. */
const longestLine = 200

/**
 * Whether a login could be judged now: the state store and every user store answer, and passwords do not wait for long. A
 * mail server that is down delays no login. Looks at most once a second, because anybody may ask.
 */
export function createReadiness({
  state,
  users,
  hashing,
  clock,
}: Pick<HttpParts, 'state' | 'users' | 'hashing' | 'clock'>): () => Promise<Readiness> {
  let last: { readonly at: number; readonly checks: Promise<Readiness> } | null = null

  return () => {
    const now = clock()
    if (last === null || Math.abs(now - last.at) >= 1000) last = { at: now, checks: look() }
    return last.checks
  }

  async function look(): Promise<Readiness> {
    const checks = [
      check('state store', () => state.readProof('readyz', clock())),
      ...users.stores.map((store) => check(`user store ${store.name}`, () => store.get('readyz'))),
    ]
    const isBusy = hashing.waiting > longestLine * hashing.concurrency
    return { ...Object.fromEntries(await Promise.all(checks)), 'password hashing': isBusy ? 'failing' : 'ok' }
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
