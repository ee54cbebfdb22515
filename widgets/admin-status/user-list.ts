import type { UserView } from '../../server/http/contract/index.ts'
import type { ApiClient } from '../api-client.ts'
import type { Aborted, Failed, Refused } from '../calls.ts'
import type { Order } from './toolbar.ts'
import { nameOf } from './user-actions.ts'
import { type ShownState, shownStates } from './user-state.ts'

export interface UserSearch {
  readonly search: string
  /** null: any state. */
  readonly status: ShownState | null
}

export interface UsersFound {
  readonly outcome: 'done'
  readonly users: readonly UserView[]
  /** null: there are no more users. */
  readonly nextCursor: string | null
  readonly unavailableStores: readonly string[]
}

/**
 * Collects a full page, or the rest of the list: an answer of the service can be short or empty although there is a
 * next one, because a filter examines a limited number of users per call.
 */
export async function collectUsers(
  call: ApiClient['call'],
  { search, status }: UserSearch,
  {
    cursor,
    limit,
    signal,
  }: { readonly cursor: string | null; readonly limit: number; readonly signal: AbortSignal },
): Promise<UsersFound | Refused | Failed | Aborted> {
  const users: UserView[] = []
  const missing = new Set<string>()
  let next = cursor
  do {
    const query = {
      search,
      limit: limit - users.length,
      ...(status === null ? {} : { status }),
      ...(next === null ? {} : { cursor: next }),
    }
    const answer = await call('GET /users', { query, signal })
    if (answer.outcome !== 'done') return answer
    users.push(...answer.body.users)
    for (const name of answer.body.unavailableStores) missing.add(name)
    next = answer.body.nextCursor
  } while (users.length < limit && next !== null)
  return { outcome: 'done', users, nextCursor: next, unavailableStores: [...missing] }
}

/**
 * Sorts one page only: user stores have orders of their own and do not know second factors, so the whole list cannot be
 * sorted. The filter finds all users of a state.
 */
export function inOrder(users: readonly UserView[], order: Order, lang: string): readonly UserView[] {
  if (order === 'list') return users
  const { compare } = new Intl.Collator(lang, { numeric: true })
  const byName = (one: UserView, other: UserView) => compare(nameOf(one), nameOf(other))
  if (order === 'name') return users.toSorted(byName)
  return users.toSorted((one, other) => urgency(one) - urgency(other) || byName(one, other))
}

function urgency({ state, locked }: UserView): number {
  const shown: ShownState = state
  return locked ? -1 : shownStates.indexOf(shown)
}
