import { recordFirst } from '../audit/record-first.ts'
import { failedFactors } from '../login/throttle.ts'
import { userKeyOf } from '../users/directory.ts'
import { done, refused } from './answer.ts'
import { withFileUsers } from './file-users.ts'
import { door, type Operation } from './operation.ts'

export interface RemoveUserRequest {
  readonly name: string
}

/** Removes a user, and then what Ringlock remembers of them: whoever is left without a second factor is gone already. */
export const removeUser: Operation<RemoveUserRequest, { readonly name: string }> = (service, { name }) =>
  withFileUsers(service, async (fileUsers) => {
    const unknown = refused('unknown-user', `There is no user ${name} to remove.`)
    const user = fileUsers.withName(name)
    if (user === null) return unknown
    const userKey = userKeyOf(fileUsers, user)
    const event = { event: 'user.removed', outcome: 'done', login: name, userKey, door } as const
    const removed = await recordFirst(
      service.audit,
      event,
      () => fileUsers.remove(name),
      (gone) => gone !== null,
    )
    if (removed === null) return unknown
    await service.enrolments.forget(userKey, { door, login: name })
    for (const factor of failedFactors) await service.state.clearFailuresOf(userKey, factor)
    await service.state.deletePlaces(userKey, '')
    await service.state.clearRequired(userKey)
    return done(`${user.name} is removed.`, { name: user.name })
  })
