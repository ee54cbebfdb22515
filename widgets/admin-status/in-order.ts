import type { UserView } from '../../server/http/contract/index.ts'
import type { Order } from './toolbar.ts'
import { nameOf } from './user-actions.ts'
import { type ShownState, shownStates } from './user-state.ts'

/**
 * Of one page: user stores list in orders of their own and know nothing of second factors, so that no order of all users can be
 * promised; the filter finds every user of a state.
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
