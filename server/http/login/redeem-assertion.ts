import type { StateStore } from '../../state/contract/state-store.ts'
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
      const now = clock()
      const checked = await assertions.check(assertion, portal.name, timeOfExpiry(state, now))
      if (typeof checked === 'string') {
        await audit.record({ ...event, outcome: 'refused', reason: checked })
        return refuse('expired', bad)
      }
      const { userKey, name, id, issuedAt, expiresAt } = checked
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
      // Asked after the claim, because in PostgreSQL the connection of the claim may be the first to notice a restore.
      if (issuedAt <= (state.standing().hold?.noticedAt ?? -Infinity)) {
        await audit.record({ ...told, outcome: 'refused', reason: 'before-restore' })
        return refuse('expired', bad)
      }
      await audit.record({ ...told, outcome: 'done' })
      const { user } = found
      return answer({ user: { key: userKey, name: user.name, displayName: user.displayName } })
    }),
  ]
}

/**
 * A clock that was set back makes no expired assertion good again, so the floor counts. But a hold raises the floor ahead of
 * the time, for codes: then what was issued since is judged by the clock, and what was issued before is refused anyway.
 */
function timeOfExpiry(state: Pick<StateStore, 'floor' | 'standing'>, now: number): number {
  const floor = state.floor()
  const { hold } = state.standing()
  const isOfHold = hold !== null && now < hold.until && floor <= hold.until
  return isOfHold ? Math.max(now, hold.noticedAt) : Math.max(now, floor)
}
