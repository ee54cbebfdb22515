import { type Step, setRequirement, switchOnOff } from '../../enrolment/authenticators.ts'
import type { Actor, ChangeResult } from '../../enrolment/enrolments.ts'
import type { UserKey } from '../../state/state-store.ts'
import type { FoundUser } from '../../users/directory.ts'
import { knowUser } from '../../users/known-users.ts'
import { calls, type ParsedBody } from '../contract.ts'
import { keepingAnAdmin } from '../keep-an-admin.ts'
import { adminActor, findManaged, managedView } from '../managed-user.ts'
import type { HttpParts } from '../parts.ts'
import { refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'

type UserPolicy = ParsedBody<'putUserPolicy'>

/** What an admin asks of one user, and whether the user's setup counts. */
export function userPolicyRoutes(parts: HttpParts): readonly Route[] {
  const { enrolments, clock, http, post } = parts

  return [
    implement(calls.putUserPolicy, async ({ params: { key }, body }, context) => {
      const target = await findManaged(key, calls.putUserPolicy, context, parts)
      if ('refused' in target) return target
      const { record, status } = await knowUser(target, parts, clock())
      const hasSetup = (record.enrolment?.authenticators.length ?? 0) > 0
      if (body.enabled !== undefined && !hasSetup) return refuse('conflict')
      const isNews = body.secondFactor === 'required' && status.requirement !== 'required'
      if (isNews && !hasSetup && !canEnrol(target)) return refuse('no-mail', noWayToEnrol)

      const put = () => putPolicy(body, key, context.ifMatch, adminActor(target, context))
      const change = await keepingAnAdmin(parts, target, stepOf(body), put)
      if ('refused' in change) return change
      return change.result === 'refused' ? refuse(change.reason) : managedView(target, parts)
    }),
  ]

  /** In a portal, or by a mailed link: a second factor that nobody can set up locks its user out. */
  function canEnrol({ user }: FoundUser): boolean {
    if (parts.policy().requireEmail && user.email === null) return false
    return http.portals.length > 0 || (post !== null && user.email !== null)
  }

  /** Whoever is cut off between the two says it once more. */
  async function putPolicy(
    { secondFactor, enabled }: UserPolicy,
    userKey: UserKey,
    ifVersion: string | null,
    actor: Actor,
  ): Promise<ChangeResult> {
    const change = await enrolments.setRequirement({ userKey, requirement: secondFactor, ifVersion }, actor)
    if (change.result === 'refused' || enabled === undefined) return change
    return enrolments.switchOnOff({ userKey, id: null, enabled, ifVersion: null }, actor)
  }
}

const noWayToEnrol = {
  message:
    'This user could not set it up: there is no portal and no mail to the user, or no address that the policy asks for.',
}

function stepOf({ secondFactor, enabled }: UserPolicy): Step<string> {
  return (current) => {
    const required = setRequirement(secondFactor)(current)
    return enabled === undefined ? required : switchOnOff(null, enabled)(required)
  }
}
