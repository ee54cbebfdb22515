import type { ShownStatus } from '../control/status.ts'

/** Words that `status --state` takes: the states of a second factor, and what keeps a user out. */
export const userStates = [
  'enabled',
  'pending',
  'required',
  'disabled',
  'not-enrolled',
  'overdue',
  'delayed',
  'locked',
  'held',
  'account-disabled',
] as const
export type UserState = (typeof userStates)[number]

/** Every one that is given must hold. */
export interface UserFilter {
  readonly state?: readonly UserState[] | undefined
  readonly role?: string | undefined
  readonly group?: string | undefined
  readonly tenant?: string | undefined
  readonly store?: string | undefined
  /** In name, display name or mail address. */
  readonly search?: string | undefined
}

export function isFiltered(filter: UserFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}

export function createUserMatcher({ state, role, group, tenant, store, search }: UserFilter) {
  const plain = (text: string) => text.normalize('NFC').toLowerCase()
  const sought = search === undefined ? null : plain(search)
  return (user: ShownStatus): boolean =>
    (state === undefined || state.some((each) => isIn(each, user))) &&
    (role === undefined || user.role === role) &&
    (group === undefined || user.groups.includes(group)) &&
    (tenant === undefined || user.tenant?.toLowerCase() === tenant.toLowerCase()) &&
    (store === undefined || user.userKey.startsWith(`${store}:`)) &&
    (sought === null ||
      [user.name, user.displayName, user.email].some((text) => text !== null && plain(text).includes(sought)))
}

function isIn(state: UserState, user: ShownStatus): boolean {
  switch (state) {
    case 'overdue':
      return user.overdue
    case 'delayed':
      return user.wait > 0
    case 'locked':
      return user.locked
    case 'held':
      return user.recoveryCodesHeld > 0
    case 'account-disabled':
      return !user.enabled
    default:
      return user.secondFactor === state
  }
}
