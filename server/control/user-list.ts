import type { User } from '../../adapters/user-store.ts'
import { done } from './answer.ts'
import { everyone } from './everyone.ts'
import { withFileUsers } from './file-users.ts'
import type { Operation } from './operation.ts'

export const listUsers: Operation<Record<string, never>, readonly User[]> = (service) =>
  withFileUsers(service, async (fileUsers) => {
    const users: User[] = []
    for await (const user of everyone(fileUsers)) users.push(user)
    return done(users.length === 1 ? '1 user.' : `${users.length} users.`, users)
  })
