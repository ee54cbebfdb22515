import type { Role, User } from '../../adapters/user-store.ts'
import { recordFirst } from '../audit/record-first.ts'
import { userKeyOf } from '../users/directory.ts'
import { done, refused } from './answer.ts'
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
    const prepared = await fileUsers.prepareImport([{ ...row, groups: [...row.groups], password }])
    const notAdded = (why: string) => refused('invalid-user', `${row.name} is not added. ${why}`)
    if (prepared.outcome === 'refused') {
      return notAdded(prepared.faults.map(({ message }) => message).join('; '))
    }
    const [user] = prepared.users
    if (user === undefined) throw new Error('nobody was prepared')
    const userKey = userKeyOf(fileUsers, user)
    const event = { event: 'user.added', outcome: 'done', login: user.name, userKey, door } as const
    const isAdded = (result: string) => result === 'done'
    if (!isAdded(await recordFirst(service.audit, event, prepared.commit, isAdded))) {
      return notAdded('name: is taken')
    }
    return done(`${user.name} is added.`, user)
  })
