import { labelOf } from '../users/tenants.ts'
import { done, door, type Operation, refused, withUser } from './operation.ts'

export interface ResetRequest {
  readonly name: string
}

/** Deletes the second factor and the failures of its codes. */
export const reset: Operation<ResetRequest, { readonly name: string }> = (service, { name }) =>
  withUser(service, name, async ({ user, userKey }) => {
    // Failures first: if this fails, the second factor is still there and the command can be repeated.
    await service.state.clearFailuresOf(userKey, 'code')
    const wasEnrolled = await service.enrolments.reset(userKey, { door, login: name, tenant: user.tenant })
    if (!wasEnrolled) return refused('not-enrolled', `${labelOf(user)} has no second factor to delete.`)
    return done(
      `The second factor of ${labelOf(user)} is deleted. A new one: ringlock enrol ${labelOf(user)}`,
      {
        name: user.name,
      },
    )
  })
