import type { UserStatus } from './operations/status.ts'

/** One word or two for the whole of a user's second factor. */
export function stateOf(
  user: Pick<UserStatus, 'enabled' | 'locked' | 'wait' | 'secondFactor' | 'requirement'>,
): string {
  if (!user.enabled) return 'account disabled'
  if (user.locked) return 'locked'
  if (user.wait > 0) return 'delayed'
  if (user.secondFactor === 'enabled') return 'enabled'
  if (user.requirement === 'required') return 'required'
  return user.secondFactor === 'disabled' ? 'disabled' : 'not enrolled'
}
