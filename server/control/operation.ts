import type { Service } from '../service.ts'
import type { FoundUser } from '../users/directory.ts'
import { type Answer, refused } from './answer.ts'

/**
 * What a command does with the store, in the process that has it open: the command's own, or the service's. Request
 * and answer are plain JSON.
 */
export type Operation<Request, Data> = (service: Service, request: Request) => Promise<Answer<Data>>

/** For the audit trail. */
export const door = 'cli'

/** Does something to the one user a name stands for; refuses when there is no such one. */
export async function withUser<Data>(
  { users }: Service,
  name: string,
  task: (found: FoundUser) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const found = await users.find(name)
  if (found === null) return refused('unknown-user', `There is no user ${name}; ringlock status lists them.`)
  if (found === 'ambiguous') return refused('ambiguous-user', `More than one user goes by the name ${name}.`)
  return task(found)
}
