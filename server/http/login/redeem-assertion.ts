import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'

/** Milliseconds beyond its expiry for which a used one is remembered, for services whose clocks are behind. */
const margin = 3_600_000

const used = { message: 'This assertion was redeemed already.' }
const bad = { message: 'This is no assertion for this portal, or it has expired.' }

/** An assertion opens one session. If it was copied on its way, the second of the two requests is refused. */
export function redeemAssertionRoutes({
  assertions,
  users,
  state,
  audit,
  clock,
}: HttpDeps): readonly Route[] {
  return [
    implement(calls.redeemAssertion, async ({ body: { assertion } }, { portal, actor }) => {
      const event = { event: 'assertion.redeemed', ...actor }
      const now = Math.max(clock(), state.floor())
      const checked = await assertions.check(assertion, portal.name, now)
      if (typeof checked === 'string') {
        await audit.record({ ...event, outcome: 'refused', reason: checked })
        return refuse('expired', bad)
      }
      const { userKey, name, id, expiresAt } = checked
      const who = { ...event, login: name, userKey }
      const found = await users.get(userKey)
      if (found === null || !found.user.enabled) {
        await audit.record({ ...who, outcome: 'refused', reason: 'user-gone' })
        return refuse('expired', bad)
      }
      const told = { ...who, tenant: found.user.tenant }
      if (!(await state.redeemAssertion(id, expiresAt + margin, now))) {
        await audit.record({ ...told, outcome: 'refused', reason: 'used' })
        return refuse('conflict', used)
      }
      await audit.record({ ...told, outcome: 'done' })
      const { user } = found
      return answer({ user: { key: userKey, name: user.name, displayName: user.displayName } })
    }),
  ]
}
