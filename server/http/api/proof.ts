import type { StateStore, UserKey } from '../../state/contract/state-store.ts'

/** Milliseconds (docs/requirements.md, S12). */
export const proofLifetime = 5 * 60_000

/**
 * Until when the holder of a widget token need not prove again who they are, milliseconds since the epoch; null: they must
 * now. What was proven before the newest authenticator was there was proven without its code.
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
