import type { User } from '../../adapters/user-store.ts'
import type { PolicyConfig } from '../config/load-config.ts'

/**
 * Whether a user may take the second factor off by a mailed link. Nobody may where nothing would let them in afterwards: no
 * grace, and no mail to set up the next one.
 */
export function maySelfReset(
  { role }: Pick<User, 'role'>,
  {
    selfReset,
    gracePeriod,
    enrolmentMail,
  }: Pick<PolicyConfig, 'selfReset' | 'gracePeriod' | 'enrolmentMail'>,
): boolean {
  return selfReset.includes(role) && (gracePeriod > 0 || enrolmentMail !== 'off')
}
