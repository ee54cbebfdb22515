import type { Enrolment, EnrolmentSurvey, SealedAuthenticator, UserKey } from '../contract/state-store.ts'
import { allAuthenticators, lacksClaimKey } from '../store-rules.ts'
import { sealedWith } from './sealing.ts'

/** Surveys enrolments that are in memory. */
export async function surveyOf(
  enrolments: Iterable<readonly [UserKey, Enrolment]>,
): Promise<EnrolmentSurvey> {
  const stores = new Set<string>()
  const withoutClaimKey: UserKey[] = []
  const seals = new Map<string | null, SealedAuthenticator>()
  for (const [userKey, enrolment] of enrolments) {
    stores.add(userKey.slice(0, userKey.indexOf(':')))
    const all = allAuthenticators(enrolment)
    if (all.some(lacksClaimKey)) withoutClaimKey.push(userKey)
    for (const { id, sealedTotpSecret } of all) {
      const keyId = sealedWith(sealedTotpSecret)
      if (!seals.has(keyId)) seals.set(keyId, { userKey, id, sealedTotpSecret })
    }
  }
  return { stores, withoutClaimKey, seals: [...seals.values()] }
}
