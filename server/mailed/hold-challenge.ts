import type { Challenge, ChallengeHolder, StateStore } from '../state/state-store.ts'

/** A challenge as a page shows it, and who is to answer it. */
export interface ShownChallenge {
  readonly challengeState: string
  readonly login: string
}

/**
 * Takes a challenge out of the store, so that nobody answers it meanwhile, and puts back what `change` makes of it, or the
 * challenge itself when that is null or fails. null: nothing was changed, or it is not this holder's to answer.
 */
export async function holdChallenge(
  challengeState: string,
  holder: ChallengeHolder,
  state: Pick<StateStore, 'takeChallenge' | 'putChallenge'>,
  now: number,
  change: (challenge: Challenge) => Promise<Challenge | null>,
): Promise<Challenge | null> {
  const challenge = await state.takeChallenge(challengeState, holder, now)
  if (challenge === null) return null
  let changed: Challenge | null = null
  try {
    changed = await change(challenge)
  } finally {
    await state.putChallenge(changed ?? challenge, now)
  }
  return changed
}
