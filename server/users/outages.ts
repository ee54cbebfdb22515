import { randomUUID } from 'node:crypto'
import { type Answer, UserEntryError, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import type { DirectoryStore } from './directory.ts'

export interface OutageOptions {
  /** Monotonic milliseconds. */
  readonly uptime: () => number
  /** Called when the store stops answering, and when it answers again. */
  readonly onNotice: (text: string) => void
}

/** Failed queries in a row that count as an outage; one or two may be lost by chance. */
const failuresToPause = 3
/** Milliseconds before the first retry during an outage; each next pause is twice as long. */
const firstPause = 250
const longestPause = 5000

/**
 * Stops querying a store during an outage, so that logins do not wait for it: its users give a UserStoreError at once, and
 * after a pause one query checks whether it is back.
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

  /** `find` can return null without contacting the backend, so null does not prove recovery; a password check does. */
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
