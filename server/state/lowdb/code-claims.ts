import type {
  Challenge,
  ChallengeHolder,
  ClaimAnswer,
  CodeClaims,
  TimeStepClaim,
  WonClaim,
} from '../contract/code-claims.ts'
import { isSpentStep, lastStep } from '../spent-steps.ts'
import { challengesOfUserKept } from '../store-rules.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

const toWon = () => 'won' as const
const toUsed = () => 'used' as const

const challengesKept = 10_000

/** What the code of a login takes: time-steps and challenges. */
export function createCodeClaims(logins: DurableLogins): CodeClaims {
  const { tables } = logins
  const challengesOf = statesByKind(tables.challenges.values())

  /** Deletes the user's own oldest challenges of this kind, so that no other user's are. */
  function boundOwn(challenge: Challenge): void {
    const { challengeState } = challenge
    const kind = kindOf(challenge)
    const states = (challengesOf.get(kind) ?? []).filter(
      (state) => state !== challengeState && tables.challenges.has(state),
    )
    for (const state of states.splice(0, states.length + 1 - challengesOfUserKept)) {
      logins.put('challenges', state, null)
    }
    challengesOf.set(kind, [...states, challengeState])
  }

  function openChallenge(
    challengeState: string,
    { userKey, askedBy }: ChallengeHolder,
    now: number,
  ): Challenge | null {
    const challenge = tables.challenges.get(challengeState)
    const isOpen =
      challenge !== undefined &&
      challenge.expiresAt > now &&
      challenge.userKey === userKey &&
      challenge.askedBy === askedBy
    return isOpen ? challenge : null
  }

  function beginClaim(
    { claimKey, timeStep, acceptableUntil }: TimeStepClaim,
    now: number,
  ): WonClaim | Promise<ClaimAnswer> {
    logins.raiseFloor(now)
    const steps = tables.timeSteps.get(claimKey)
    if (isSpentStep(steps, timeStep)) return logins.settled().then(toUsed)
    const heldUntil = logins.heldUntil(acceptableUntil)
    if (heldUntil !== null) {
      // A code that expired while it was judged is used, not held: the next one works at once.
      return logins.settled().then(() => (heldUntil > now ? { heldUntil } : 'used'))
    }
    return { written: logins.claim(claimKey, timeStep) }
  }

  return {
    beginClaim,

    claimTimeStep(claim, now) {
      const begun = beginClaim(claim, now)
      return begun instanceof Promise ? begun : begun.written.then(toWon)
    },

    async readLastSteps(claimKeys) {
      return claimKeys.map((key) => {
        const steps = tables.timeSteps.get(key)
        return steps === undefined ? null : lastStep(steps)
      })
    },

    async putChallenge(challenge, now) {
      logins.raiseFloor(now)
      const written = logins.put('challenges', challenge.challengeState, challenge)
      boundOwn(challenge)
      makeRoom(logins, 'challenges', challengesKept, ({ expiresAt }) => expiresAt <= now)
      await written
    },

    async takeChallenge(challengeState, holder, now) {
      logins.raiseFloor(now)
      const challenge = openChallenge(challengeState, holder, now)
      await (challenge === null ? logins.settled() : logins.put('challenges', challengeState, null))
      return challenge
    },

    readChallenge: async (challengeState, holder, now) => openChallenge(challengeState, holder, now),

    async putEmailCode(challengeState, holder, emailCodeHash, now) {
      logins.raiseFloor(now)
      const challenge = openChallenge(challengeState, holder, now)
      if (challenge === null) return null
      const changed = { ...challenge, emailCodeHash }
      await logins.put('challenges', challengeState, changed)
      return changed
    },
  }
}

/** Oldest first. */
function statesByKind(challenges: Iterable<Challenge>): Map<string, readonly string[]> {
  const states = new Map<string, readonly string[]>()
  for (const challenge of challenges) {
    const kind = kindOf(challenge)
    states.set(kind, [...(states.get(kind) ?? []), challenge.challengeState])
  }
  return states
}

function kindOf({ userKey, atKnownPlace }: Challenge): string {
  return `${atKnownPlace === true}|${userKey}`
}
