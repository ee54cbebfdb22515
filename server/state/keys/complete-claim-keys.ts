import { claimKeyOf } from '../claim-key.ts'
import type { Enrolment, StateStore, TotpAuthenticator, UserKey } from '../contract/state-store.ts'
import { lacksClaimKey } from '../store-rules.ts'
import { SealError, type Sealing } from './sealing.ts'

/**
 * Adds claim keys to authenticators of earlier versions, so that their codes stay used when they are enrolled again.
 *
 * @param incomplete - the users who have such authenticators
 */
export async function completeClaimKeys(
  state: StateStore,
  incomplete: readonly UserKey[],
  sealing: Sealing,
): Promise<void> {
  if (incomplete.length === 0) return

  const complete = (userKey: UserKey) => (authenticator: TotpAuthenticator) => {
    if (!lacksClaimKey(authenticator)) return authenticator
    const { id, sealedTotpSecret } = authenticator
    try {
      const totpSecret = sealing.unseal(sealedTotpSecret, { userKey, authenticatorId: id })
      return { ...authenticator, claimKey: claimKeyOf(totpSecret, authenticator, userKey, sealing) }
    } catch (error) {
      // An authenticator that cannot be unsealed accepts no code, so it needs no key.
      if (error instanceof SealError) return authenticator
      throw error
    }
  }
  await state.changeEnrolments(incomplete, (userKey, current): Enrolment | null => {
    if (current === null) return null
    const { authenticators, pending } = current
    return {
      ...current,
      authenticators: authenticators.map(complete(userKey)),
      pending: pending && { ...pending, authenticator: complete(userKey)(pending.authenticator) },
    }
  })
}
