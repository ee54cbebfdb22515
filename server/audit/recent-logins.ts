import { readAuditLine, userKeyField } from './audit-line.ts'
import type { RecordedEvent } from './audit-trail.ts'
import { linesBackwards, logBackwards } from './read-lines.ts'

/** What the audit log of this machine has of a user's logins. */
export interface RecentLogins {
  /** null: none was found. */
  readonly lastLogin: RecordedEvent | null
  /** Refused attempts since then. */
  readonly refused: number
  /** The latest of them, newest first. */
  readonly refusals: readonly RecordedEvent[]
}

export const noRecentLogins: RecentLogins = { lastLogin: null, refused: 0, refusals: [] }

/** Bytes searched at most, about 200,000 lines: who has not logged in for so long is told as `lastLogin: null`. */
const mostBytes = 64 * 1024 * 1024
const refusalsShown = 5
const loginField = '"event":"login"'

/** Reads the log backwards until the last login of each user is found. */
export async function recentLogins(
  folder: string,
  userKeys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RecentLogins>> {
  const found = new Map<string, RecentLogins>()
  const [only] = userKeys
  const containing = Buffer.from(userKeys.size === 1 && only !== undefined ? userKeyField(only) : loginField)
  let missing = userKeys.size
  let bytes = 0
  if (missing === 0) return found
  for await (const block of logBackwards(folder)) {
    for (const { text } of linesBackwards(block, containing)) {
      const event = readAuditLine(text)
      if (event?.event !== 'login' || event.userKey === undefined || !userKeys.has(event.userKey)) continue
      const known = found.get(event.userKey) ?? noRecentLogins
      if (known.lastLogin !== null) continue
      if (event.outcome === 'accept') {
        found.set(event.userKey, { ...known, lastLogin: event })
        missing--
      } else if (event.outcome === 'reject') found.set(event.userKey, withRefusal(known, event))
    }
    bytes += block.bytes.length
    if (missing === 0 || bytes >= mostBytes) break
  }
  return found
}

/** A line can stand for many attempts (count-repeats.ts). */
function withRefusal({ refused, refusals, ...known }: RecentLogins, event: RecordedEvent): RecentLogins {
  return {
    ...known,
    refused: refused + (event.count ?? 1),
    refusals: refusals.length < refusalsShown ? [...refusals, event] : refusals,
  }
}
