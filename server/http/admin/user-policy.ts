import type { FoundUser } from '../../users/directory.ts'
import { knowUser } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { refuse } from '../transport/reply.ts'
import { adminActor, findManaged, managedView } from './managed-user.ts'

/** What an admin asks of one user, and whether the user's setup counts. */
export function userPolicyRoutes(deps: HttpDeps): readonly Route[] {
  const { enrolments, clock, http, post } = deps

  return [
    implement(calls.putUserPolicy, async ({ params: { key }, body }, context) => {
      const target = await findManaged(key, calls.putUserPolicy, context, deps)
      if ('refused' in target) return target
      const { record, status } = await knowUser(target, deps, clock())
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

  /** In a portal, or by a mailed link: a second factor that nobody can set up locks its user out. */
  function canEnrol({ user }: FoundUser): boolean {
    if (deps.policy().requireEmail && user.email === null) return false
    return http.portals.length > 0 || (post !== null && user.email !== null)
  }
}

const noWayToEnrol = {
  message:
    'This user could not set it up: there is no portal and no mail to the user, or no address that the policy asks for.',
}
