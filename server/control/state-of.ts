import type { SecondFactorState } from '../users/status.ts'
import type { ShownStatus } from './status.ts'

const words: Readonly<Record<SecondFactorState, string>> = {
  enabled: 'enabled',
  pending: 'pending',
  required: 'required',
  disabled: 'disabled',
  'not-enrolled': 'not enrolled',
}

/** One word or two for the whole of a user's second factor. */
export function stateOf(user: Pick<ShownStatus, 'enabled' | 'locked' | 'wait' | 'secondFactor'>): string {
  if (!user.enabled) return 'account disabled'
  if (user.locked) return 'locked'
  return user.wait > 0 ? 'delayed' : words[user.secondFactor]
}
