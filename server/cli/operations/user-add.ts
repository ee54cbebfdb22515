import type { Role, User } from '../../../adapters/user-store.ts'
import { userKeyOf } from '../../users/directory.ts'
import { done, refused } from '../answer.ts'
import { withFileUsers } from './file-users.ts'
import { door, type Operation } from './operation.ts'

export interface AddUserRequest {
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  readonly password: string
}

export const addUser: Operation<AddUserRequest, User> = (service, { password, ...row }) =>
  withFileUsers(service, async (fileUsers) => {
    const added = await fileUsers.add({ ...row, groups: [...row.groups] }, password)
    if (added.outcome === 'refused') {
      const faults = added.faults.map(({ message }) => message).join('; ')
      return refused('invalid-user', `${row.name} is not added. ${faults}`)
    }
    const { user } = added
    const userKey = userKeyOf(fileUsers, user)
    await service.audit.record({ event: 'user.added', outcome: 'done', login: user.name, userKey, door })
    return done(`${user.name} is added.`, user)
  })
