import { accountThrottle } from '../../login/throttle.ts'
import type { OpenCountOperations, OpenCounts } from '../contract/open-counts.ts'
import type { Database } from './database.ts'

export function createOpenCounts({ query }: Database): OpenCountOperations {
  return {
    async countOpen(now) {
      const [counts] = await query<OpenCounts>(
        `SELECT (SELECT count(*)::int FROM challenges WHERE expires_at > $1) AS challenges,
          (SELECT count(DISTINCT user_key)::int FROM failure_runs WHERE count > $2
            AND coalesce(forget_at, last_at + $3::bigint) > $1) AS throttled`,
        [now, accountThrottle.free, accountThrottle.forgetAfter],
      )
      return counts ?? { challenges: 0, throttled: 0 }
    },
  }
}
