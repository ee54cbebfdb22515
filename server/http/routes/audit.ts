import { readAudit } from '../../audit/read-audit.ts'
import { calls } from '../contract.ts'
import type { HttpParts } from '../parts.ts'
import { refuseCursor } from '../refused-cursor.ts'
import { answer } from '../reply.ts'
import { implement, type Route } from '../route.ts'

export function auditRoutes({ config }: HttpParts): readonly Route[] {
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
