import { done, refused } from '../answer.ts'
import { door, type Operation, withUser } from './operation.ts'

export interface ResetRequest {
  readonly name: string
}

/** Deletes the second factor, and the failures with its codes. */
export const reset: Operation<ResetRequest, { readonly name: string }> = (service, { name }) =>
  withUser(service, name, async ({ user, userKey }) => {
    const wasEnrolled = await service.enrolments.reset(userKey, { door, login: name })
    await service.state.clearFailures(userKey, 'code')
    if (!wasEnrolled) return refused('not-enrolled', `${user.name} has no second factor to delete.`)
    return done(`The second factor of ${user.name} is deleted. A new one: ringlock enrol ${user.name}`, {
      name: user.name,
    })
  })
