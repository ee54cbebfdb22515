import type { Service } from '../service.ts'
import type { KnownUser } from '../users/directory.ts'

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
  task: (found: KnownUser) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const found = await users.find(name)
  if (found === null) return refused('unknown-user', `There is no user ${name}; ringlock status lists them.`)
  if (found === 'ambiguous') return refused('ambiguous-user', `More than one user goes by the name ${name}.`)
  return task(found)
}

/** What came of an operation. Plain JSON, because it may have travelled through the control socket. */
export type Answer<Data = unknown> =
  | { readonly done: true; readonly line: string; readonly data: Data }
  | { readonly done: false; readonly line: string; readonly data: Refusal }

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string }
}

export function done<Data>(line: string, data: Data): Answer<Data> {
  return { done: true, line, data }
}

/** @param line - a sentence for a person; says what to do if there is something to do */
export function refused(code: string, line: string): Answer<never> {
  return { done: false, line, data: { error: { code, message: line } } }
}
