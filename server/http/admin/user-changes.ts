import { recordFirst } from '../../audit/record-first.ts'
import { wholeSeconds } from '../../lib/clock.ts'
import { isMailAddress } from '../../lib/mail-address.ts'
import { failedFactors } from '../../login/throttle.ts'
import type { KnownUser } from '../../users/directory.ts'
import { loadUserStatus } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { refuseCodes, refuseSecret } from '../api/refusals.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { adminActor, findManaged, managedView } from './may-manage.ts'

/** What admins do to the second factor of the users they manage, and their settings for a single user. */
export function userChangeRoutes(deps: HttpDeps): readonly Route[] {
  const { enrolments, state, audit, notifications, clock, http, mailer } = deps

  return [
    implement(calls.deleteAuthenticators, async ({ params: { key } }, context) => {
      const target = await findManaged(key, calls.deleteAuthenticators, context, deps)
      if ('refused' in target) return target
      const change = { userKey: key, ifVersion: context.ifMatch }
      const deleted = await enrolments.removeAll(change, adminActor(target, context))
      if (deleted.result === 'refused') {
        return refuse(deleted.reason === 'conflict' ? 'not-found' : deleted.reason)
      }
      // The set-up is deleted by now, so a fault here must not make the call look failed.
      await Promise.allSettled([state.clearFailuresOf(key, 'code')])
      return managedView(target, deps)
    }),

    implement(calls.assignHardware, async ({ params: { key }, body }, context) => {
      const target = await findManaged(key, calls.assignHardware, context, deps)
      if ('refused' in target) return target
      const { kind, serial = null, ...device } = body
      const request = { ...device, serial, userKey: key, ifVersion: context.ifMatch }
      const assigned = await enrolments.assign(request, adminActor(target, context))
      if (assigned.result === 'assigned') return managedView(target, deps)
      const { reason, clockOffset, retryAfter } = assigned
      if (reason === 'unreadable' || reason === 'too-short') return refuseSecret(reason)
      if (reason === 'codes-held') return refuse(reason, { retryAfter: wholeSeconds(retryAfter) })
      return reason === 'codes-wrong' ? refuseCodes(clockOffset) : refuse(reason)
    }),

    implement(calls.sendEnrolmentMail, async ({ params: { key } }, context) => {
      const target = await findManaged(key, calls.sendEnrolmentMail, context, deps)
      if ('refused' in target) return target
      if (notifications === null) return refuse('no-mail')
      const sent = await notifications.enrolmentMail.send(target, adminActor(target, context))
      if (sent === 'conflict')
        return refuse(sent, { message: 'This user has a second factor, or may not log in.' })
      return sent === 'queued' ? answer({}) : refuse(sent)
    }),

    implement(calls.unlockUser, async ({ params: { key } }, context) => {
      const target = await findManaged(key, calls.unlockUser, context, deps)
      if ('refused' in target) return target
      const who = adminActor(target, context)
      await recordFirst(
        audit,
        { event: 'user.unlocked', outcome: 'done', userKey: key, ...who },
        async () => {
          for (const factor of failedFactors) await state.clearFailuresOf(key, factor)
        },
      )
      return managedView(target, deps)
    }),

    implement(calls.putUserPolicy, async ({ params: { key }, body }, context) => {
      const target = await findManaged(key, calls.putUserPolicy, context, deps)
      if ('refused' in target) return target
      const { record, status } = await loadUserStatus(target, deps, clock())
      const hasSetup = (record.enrolment?.authenticators.length ?? 0) > 0
      if (body.enabled !== undefined && !hasSetup) return refuse('conflict')
      const isNews = body.secondFactor === 'required' && status.requirement !== 'required'
      if (isNews && !hasSetup && !canEnrol(target)) return refuse('no-mail', noWayToEnrol)

      const { secondFactor: requirement, enabled } = body
      const request = { userKey: key, requirement, enabled, ifVersion: context.ifMatch }
      const change = await enrolments.setRequirement(request, adminActor(target, context))
      return change.result === 'refused' ? refuse(change.reason) : managedView(target, deps)
    }),
  ]

  /** Through a portal or a mailed link. Requiring a second factor that cannot be set up would lock the user out. */
  function canEnrol({ user }: KnownUser): boolean {
    if (deps.policy().requireEmail && !isMailAddress(user.email)) return false
    return http.portals.length > 0 || (mailer !== null && isMailAddress(user.email))
  }
}

const noWayToEnrol = {
  message:
    'This user could not set it up: there is no portal and no mail to the user, or no address that the policy asks for.',
}
