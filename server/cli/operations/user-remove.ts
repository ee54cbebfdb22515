import { failedFactors } from '../../login/throttle.ts'
import { userKeyOf } from '../../users/directory.ts'
import { done, refused } from '../answer.ts'
import { withFileUsers } from './file-users.ts'
import { door, type Operation } from './operation.ts'

export interface RemoveUserRequest {
  readonly name: string
}

/** Removes a user, and then what Ringlock remembers of them: whoever is left without a second factor is gone already. */
export const removeUser: Operation<RemoveUserRequest, { readonly name: string }> = (service, { name }) =>
  withFileUsers(service, async (fileUsers) => {
    const user = await fileUsers.remove(name)
    if (user === null) return refused('unknown-user', `There is no user ${name} to remove.`)
    const userKey = userKeyOf(fileUsers, user)
    await service.audit.record({ event: 'user.removed', outcome: 'done', login: name, userKey, door })
    await service.enrolments.reset(userKey, { door, login: name })
    for (const factor of failedFactors) await service.state.clearFailuresOf(userKey, factor)
    await service.state.deletePlaces(userKey, '')
    await service.state.clearRequired(userKey)
    await service.state.deleteLinks(userKey)
    // What an admin asked of this user outlives a reset.
    await service.state.changeEnrolment(userKey, () => null)
    return done(`${user.name} is removed.`, { name: user.name })
  })
