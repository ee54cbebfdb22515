import { accountThrottle, isForgotten } from '../../login/throttle.ts'
import type { OpenCountOperations } from '../contract/open-counts.ts'
import { failureTables } from '../login-tables.ts'
import type { DurableLogins } from './durable-logins.ts'

export function createOpenCounts({ tables }: DurableLogins): OpenCountOperations {
  return {
    async countOpen(now) {
      let challenges = 0
      for (const { expiresAt } of tables.challenges.values()) if (expiresAt > now) challenges++
      const throttled = new Set<string>()
      for (const { lasting } of Object.values(failureTables)) {
        for (const run of tables[lasting].values()) {
          const isDelayed = run.count > accountThrottle.free && !isForgotten(run, now)
          if (isDelayed && run.userKey !== null) throttled.add(run.userKey)
        }
      }
      return { challenges, throttled: throttled.size }
    },
  }
}
