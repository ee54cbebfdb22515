import { randomUUID } from 'node:crypto'
import { type Answer, UserEntryError, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import type { DirectoryStore } from './directory.ts'

export interface OutageOptions {
  /** Milliseconds that only ever grow. */
  readonly uptime: () => number
  /** Told when the store stops answering and when it answers again, not with every login in between. */
  readonly onNotice: (text: string) => void
}

/** Questions in a row that a store left without an answer; one or two may have got lost. */
const failuresToPause = 3
/** Milliseconds between two questions to a store that does not answer: twice as long each time. */
const firstPause = 250
const longestPause = 5000

/**
 * Spares a store that does not answer, and those who would wait for it: until some time has passed its users are a
 * UserStoreError at once, and then one question finds out for all.
 */
export function withOutages(store: UserStore, { uptime, onNotice }: OutageOptions): DirectoryStore {
  let outage: string | null = null
  let failures = 0
  let pause = 0
  let askAgainAt = 0

  async function ask<T>(question: () => Answer<T>): Promise<T> {
    const isProbe = failures >= failuresToPause
    if (isProbe) {
      if (uptime() < askAgainAt) throw new UserStoreError(`${outage} (a moment ago)`)
      askAgainAt = uptime() + pause
    }
    try {
      const answer = await question()
      if (answer === null && outage !== null && !(await isBack())) throw new UserStoreError(outage)
      recover()
      return answer
    } catch (error) {
      if (error instanceof UserEntryError) recover()
      else if (error instanceof UserStoreError) fail(error.message, isProbe)
      throw error
    }
  }

  /** A store may know without its server that nobody has a name; about a password it asks. */
  async function isBack(): Promise<boolean> {
    return (await store.verifyPassword(null, randomUUID(), Number.POSITIVE_INFINITY)) !== 'unavailable'
  }

  function recover(): void {
    if (outage !== null) onNotice(`user store ${store.name} answers again`)
    outage = null
    failures = 0
  }

  function fail(why: string, isProbe: boolean): void {
    if (outage === null) onNotice(`user store ${store.name} does not answer: ${why}`)
    outage = why
    failures++
    if (failures === failuresToPause) pause = firstPause
    else if (isProbe) pause = Math.min(2 * pause, longestPause)
    else return
    askAgainAt = uptime() + pause
  }

  return {
    ...store,
    find: (login) => ask(() => store.find(login)),
    get: (id) => ask(() => store.get(id)),
    outage: () => outage,
  }
}
