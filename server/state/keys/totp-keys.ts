import { type TotpKey, totpKey } from '../../login/totp.ts'
import type { TotpAuthenticator, UserKey } from '../contract/state-store.ts'
import type { Sealing } from './sealing.ts'

/** Key of an authenticator's codes, unsealed once and cached while the store keeps the authenticator. */
export type TotpKeys = (userKey: UserKey, authenticator: TotpAuthenticator) => TotpKey

export function createTotpKeys(sealing: Sealing): TotpKeys {
  const keys = new WeakMap<TotpAuthenticator, TotpKey>()
  return (userKey, authenticator) => {
    const known = keys.get(authenticator)
    if (known !== undefined) return known
    const owner = { userKey, authenticatorId: authenticator.id }
    const key = totpKey(sealing.unseal(authenticator.sealedTotpSecret, owner), authenticator.algorithm)
    keys.set(authenticator, key)
    return key
  }
}
