import { readAudit } from '../../audit/read-audit.ts'
import type { HttpDeps } from '../api/deps.ts'
import { refuseCursor } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer } from '../transport/reply.ts'

export function auditRoutes({ config }: HttpDeps): readonly Route[] {
  return [
    implement(calls.readAudit, async ({ query: { user = null, cursor = null, limit } }) => {
      const page = await readAudit(config.dataDir, { userKey: user, cursor, limit })
      if (page === null) return refuseCursor()
      const { events, nextCursor } = page
      return answer({
        events: events.map(({ at, event, outcome, door, ...told }) => ({
          at,
          event,
          outcome,
          reason: told.reason ?? null,
          login: told.login ?? null,
          userKey: told.userKey ?? null,
          by: told.by ?? null,
          door,
          askedBy: told.askedBy ?? null,
          from: told.from ?? null,
          factors: [...(told.factors ?? [])],
          ...(told.count === undefined ? {} : { count: told.count }),
        })),
        nextCursor,
      })
    }),
  ]
}
