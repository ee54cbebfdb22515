import type { FileUserStore } from '../../adapters/file/user-store.ts'
import type { Role, User } from '../../adapters/user-store.ts'
import { recordFirst } from '../audit/record-first.ts'
import { counted } from '../lib/counted.ts'
import { isMailAddress } from '../lib/mail-address.ts'
import { failedFactors } from '../login/throttle.ts'
import type { Service } from '../service.ts'
import { userKeyOf } from '../users/directory.ts'
import { everyone } from './everyone.ts'
import { type Answer, done, door, type Operation, refused } from './operation.ts'

/** Runs a task on the users that Ringlock keeps itself; refuses where there is no such store. */
export async function withFileUsers<Data>(
  { fileUsers }: Service,
  task: (fileUsers: FileUserStore) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  if (fileUsers !== null) return task(fileUsers)
  return refused(
    'no-file-store',
    'Users are kept elsewhere: no store of kind file is configured under userStores.',
  )
}

export interface AddUserRequest {
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  readonly password: string
}

export const addUser: Operation<AddUserRequest, User> = (service, { password, ...row }) =>
  withFileUsers(service, async (fileUsers) => {
    const notAdded = (why: string) => refused('invalid-user', `${row.name} is not added. ${why}`)
    const faults = faultsOfNewUser(row, password)
    if (faults.length > 0) return notAdded(faults.join('; '))
    const prepared = await fileUsers.prepareImport([{ ...row, groups: [...row.groups], password }])
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

/** Characters; NIST SP 800-63B section 5.1.1.2. */
const shortestPassword = 8

/** What a typed entry must have. Imports are not asked: their passwords were chosen elsewhere, and hashes say nothing of them. */
function faultsOfNewUser({ name, email }: Omit<AddUserRequest, 'password'>, password: string): string[] {
  const isShort = [...password].length < shortestPassword
  const isName = [name, email].some((known) => known?.toLowerCase() === password.toLowerCase())
  return [
    ...(email === null || isMailAddress(email) ? [] : ['email: is no mail address']),
    ...(isShort ? [`password: must have ${shortestPassword} characters or more`] : []),
    ...(isName ? ['password: must not be the name or the mail address'] : []),
  ]
}

export const listUsers: Operation<Record<string, never>, readonly User[]> = (service) =>
  withFileUsers(service, async (fileUsers) => {
    const users: User[] = []
    for await (const user of everyone(fileUsers)) users.push(user)
    return done(`${counted(users.length, 'user')}.`, users)
  })

export interface RemoveUserRequest {
  readonly name: string
}

/** Removes the user first and then the second factor, so that at no time a user exists without it. */
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
