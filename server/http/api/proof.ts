import type { StateStore, UserKey } from '../../state/contract/state-store.ts'

/** Milliseconds (docs/requirements.md, S12). */
export const proofLifetime = 5 * 60_000

/**
 * Until when the holder of a widget token needs no further proof, milliseconds since the epoch; null if one is needed now. A
 * proof from before the newest authenticator was set up lacks its code, so it does not count.
 */
export async function readProof(
  { tokenId, userKey }: { readonly tokenId: string; readonly userKey: UserKey },
  state: Pick<StateStore, 'readProof' | 'readEnrolment'>,
  now: number,
): Promise<number | null> {
  const provenUntil = await state.readProof(tokenId, now)
  if (provenUntil === null) return null
  const enrolment = await state.readEnrolment(userKey)
  const provenAt = provenUntil - proofLifetime
  const isOlder = enrolment?.authenticators.some(
    ({ enabled, enrolledAt }) => enabled && enrolledAt > provenAt,
  )
  return isOlder ? null : provenUntil
}
