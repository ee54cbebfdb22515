import { type Role, roles } from '../../../adapters/user-store.ts'
import type { PolicyConfig } from '../../config/load-config.ts'
import type { UserKey } from '../../state/contract/state-store.ts'

/**
 * Whether an admin may change this user's second factor. Nobody's own is changed this way: that is done under `/me`, by
 * the rules for users.
 *
 * @param caller - with the role that counts in this portal
 * @param target - with the role that the user store says
 */
export function mayManage(
  caller: { readonly userKey: UserKey; readonly role: Role },
  target: { readonly userKey: UserKey; readonly user: { readonly role: Role } },
  { adminControl }: Pick<PolicyConfig, 'adminControl'>,
): boolean {
  if (adminControl === 'self-only' || caller.role === 'user' || caller.userKey === target.userKey)
    return false
  return roles.indexOf(target.user.role) < roles.indexOf(caller.role)
}
