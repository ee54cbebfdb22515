import { readAudit } from '../../audit/read-audit.ts'
import { reaches, tenantShown } from '../../users/tenants.ts'
import type { HttpDeps } from '../api/deps.ts'
import { refuseCursor } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'

export function auditRoutes({ config, users }: HttpDeps): readonly Route[] {
  return [
    implement(calls.readAudit, async ({ query }, { caller }) => {
      const { user, userKey = user ?? null, cursor = null, limit } = query
      const shown = tenantShown(caller, query.tenant)
      if (shown === null) return answer({ events: [], nextCursor: null })
      // Where there are tenants, another one's user is unknown, and an unknown user is told as such.
      if (userKey !== null && shown.tenant && caller.role !== 'superadmin') {
        const found = await users.get(userKey)
        if (found === null || !reaches(caller, found.user)) return refuse('not-found')
      }
      const page = await readAudit(config.dataDir, { userKey, ...shown, cursor, limit })
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
          tenant: told.tenant ?? null,
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
