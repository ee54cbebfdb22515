import type { Enrolment, UserKey } from '../contract/enrolments.ts'
import { unlessEmpty } from '../store-rules.ts'
import { createBatch } from './batch.ts'
import { type Database, storableText } from './database.ts'

const reading = `
  SELECT user_key AS "userKey", json_build_object('authenticators', authenticators, 'recoveryCodeHashes',
    recovery_code_hashes, 'pending', pending, 'requirement', requirement)::text AS text
  FROM enrolments WHERE user_key = ANY ($1)`

interface Parsed {
  readonly text: string
  /** null if the row has nothing worth keeping. */
  readonly enrolment: Enrolment | null
}

/** Most enrolments that are kept parsed; about 2 kB each. */
const parsedKept = 10_000

/**
 * Reads enrolments for logins, those of logins at the same time together. Each one is read from the database every time, so every
 * service sees a change at once; but as long as its row stays as it is, the answer is the same object. So it is not parsed anew,
 * and the keys of its authenticators, which are remembered with the object (totp-keys.ts), are not unsealed anew.
 */
export function createEnrolmentReader({
  query,
  timeout,
}: Database): (userKey: UserKey) => Promise<Enrolment | null> {
  /** By user, the one read least lately first: what is sealed for one user must not be opened for another. */
  const known = new Map<UserKey, Parsed>()

  function parse(userKey: UserKey, text: string): Enrolment | null {
    const before = known.get(userKey)
    const parsed = before?.text === text ? before : { text, enrolment: unlessEmpty(JSON.parse(text)) }
    known.delete(userKey)
    known.set(userKey, parsed)
    return parsed.enrolment
  }

  function keepLatest(): void {
    for (const userKey of known.keys()) {
      if (known.size <= parsedKept) return
      known.delete(userKey)
    }
  }

  return createBatch<UserKey, Enrolment | null>({
    async run(userKeys) {
      const rows = await query<{ userKey: UserKey; text: string }>(reading, [userKeys])
      const texts = new Map(rows.map(({ userKey, text }) => [userKey, text]))
      const enrolments = userKeys.map((asked) => {
        const userKey = storableText(asked)
        const text = texts.get(userKey)
        if (text !== undefined) return parse(userKey, text)
        known.delete(userKey)
        return null
      })
      keepLatest()
      return enrolments
    },
    timeout,
  })
}
