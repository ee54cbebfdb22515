import type { Service } from '../service.ts'
import { listCandidates } from '../users/candidates.ts'
import type { KnownUser, UserDirectory } from '../users/directory.ts'

/**
 * The work of a command on the store, in the process that has the store open: the command itself or the service.
 * Request and answer are plain JSON.
 */
export type Operation<Request, Data> = (
  service: Service,
  request: Request,
  tell?: Tell,
) => Promise<Answer<Data>>

/** Says something before the answer. Resolves when the command is ready for more; rejects when it is gone. */
export type Tell = (message: Message) => Promise<void>

/** Plain JSON. */
export type Message =
  /** How far the work is; `of` is null where the end is not known. */
  | { readonly progress: { readonly doing: string; readonly done: number; readonly of: number | null } }
  /** A piece of a backup. */
  | { readonly piece: string }

export const tellNoOne: Tell = async () => {}

/** The channel in the audit log. */
export const door = 'cli'

/** Runs a task for the one user with this name or user key; refuses where there is none, or more than one. */
export async function withUser<Data>(
  { users }: Service,
  name: string,
  task: (found: KnownUser) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const found = (await users.find(name)) ?? (await users.get(name))
  if (found === null) return refused('unknown-user', `There is no user ${name}; ringlock status lists them.`)
  if (found === 'ambiguous') return refused('ambiguous-user', await ambiguousText(users, name))
  return task(found)
}

async function ambiguousText(users: UserDirectory, name: string): Promise<string> {
  const candidates = await users.candidates(name)
  const them =
    candidates.length === 0 ? '' : `: ${listCandidates(candidates)}. Give a user key, as in brackets`
  return `More than one user goes by the name ${name}${them}.`
}

/** The result of an operation. Plain JSON, because it may have passed the control socket. */
export type Answer<Data = unknown> =
  | { readonly done: true; readonly line: string; readonly data: Data }
  | { readonly done: false; readonly line: string; readonly data: Refusal }

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string }
}

export function done<Data>(line: string, data: Data): Answer<Data> {
  return { done: true, line, data }
}

/** @param line - a sentence for a person, with what to do next where that is known */
export function refused(code: string, line: string): Answer<never> {
  return { done: false, line, data: { error: { code, message: line } } }
}
