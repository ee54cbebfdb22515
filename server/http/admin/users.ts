import { listUsers } from '../../users/list.ts'
import { reaches, tenantShown } from '../../users/tenants.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { refuseCursor } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { userView } from '../api/user-view.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { mayManage } from './may-manage.ts'

/** What admins see of the users of all stores. */
export function userRoutes(deps: HttpDeps): readonly Route[] {
  const { users, policy, clock } = deps

  return [
    implement(calls.listUsers, async ({ query }, { caller }) => {
      const { status = null, cursor = null, ...rest } = query
      const shown = tenantShown(caller, query.tenant)
      if (shown === null) return answer({ users: [], nextCursor: null, unavailableStores: [] })
      const page = await listUsers({ ...rest, ...shown, status, cursor }, deps, clock())
      if (page === null) return refuseCursor()
      return answer({
        users: page.users.map((known) => userView(known, mayManage(caller, known, policy()))),
        nextCursor: page.nextCursor,
        unavailableStores: [...page.unavailableStores],
      })
    }),

    implement(calls.readUser, async ({ params }, { caller }) => {
      const found = await users.get(params.key)
      if (found === null || !reaches(caller, found.user)) return refuse('not-found')
      const view = userView(await loadUserStatus(found, deps, clock()), mayManage(caller, found, policy()))
      return answer(view, { version: view.version })
    }),
  ]
}
