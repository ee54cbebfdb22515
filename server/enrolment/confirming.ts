import { createKeyedMutex } from '../lib/keyed-mutex.ts'
import { delayOnly, type ThrottleRule, waitAfter } from '../login/throttle.ts'
import { acceptableUntil, totpKey } from '../login/totp.ts'
import { keyOf } from '../state/claim-key.ts'
import type { TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import { confirmOffer, hasEnabled, hasRecoveryCodes, pendingOffer } from './authenticators.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Actor, ConfirmRequest, ConfirmResult, Enrolments } from './enrolments.ts'
import { type CodesMatch, matchCodes } from './match-codes.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'

/**
 * Separate from the failures of logins, because a set-up that fails must not lock its user out. These failures delay but never
 * lock, because the user was shown the secret and has nothing to guess.
 */
const confirmThrottle: ThrottleRule = { ...delayOnly, forgetAfter: 60 * 60_000 }
const failuresKey = (userKey: UserKey) => `+${userKey}`

/** Confirmations of one user are judged one at a time; this limits the queue. */
const confirmationsPerQueue = 16
const retryWhenBusy = 1000

export function createConfirming(deps: EnrolmentDeps): Pick<Enrolments, 'confirm'> {
  const { state, sealing, audit, change, clock, policy, onNotice } = deps
  const userMutex = createKeyedMutex(confirmationsPerQueue)
  const clockWatch = createClockWatch(onNotice)

  return {
    async confirm(request, actor) {
      const { userKey } = request
      const event = { event: 'enrolment.confirmed', userKey, ...actor }
      const judged = await userMutex.run(userKey, () => judge(request, actor, clock()))
      const result = judged ?? refused('throttled', null, retryWhenBusy)
      if (result.result === 'refused') {
        await audit.record({ ...event, outcome: 'refused', reason: reasonOf(result) })
      }
      return result
    },
  }

  async function judge(
    { userKey, id, codes, asFirst = false }: ConfirmRequest,
    actor: Actor,
    now: number,
  ): Promise<ConfirmResult> {
    const failures = (await state.readFailures(failuresKey(userKey))).code
    const wait = waitAfter(failures, confirmThrottle, now)
    if (wait > 0) return refused('throttled', null, wait)

    const enrolment = await state.readEnrolment(userKey)
    const offered = pendingOffer(enrolment, id, now)
    if (offered === null || (asFirst && hasEnabled(enrolment))) return refused('expired')
    const match = matchOffer(userKey, offered, codes, now)
    if (match.match !== 'yes') {
      await state.recordFailure(failuresKey(userKey), 'code', confirmThrottle, now)
      if (match.match === 'no') return refused('codes-wrong')
      if (offered.kind === 'app') clockWatch.saw(userKey, match.clockOffset, now)
      return refused('codes-wrong', match.clockOffset)
    }

    // Claimed before the change, so that the code cannot log in again, even if the process stops in between.
    const { timeStep, stepOffset } = match
    const until = acceptableUntil(timeStep, offered.period, policy().driftWindow)
    const claim = { claimKey: keyOf(offered), timeStep: timeStep + stepOffset, acceptableUntil: until }
    const answer = await state.claimTimeStep(claim, now)
    if (answer === 'used') return refused('code-used')
    if (answer !== 'won') return refused('codes-held', null, answer.heldUntil - now)

    const { codes: recoveryCodes, hashes } = makeRecoveryCodeSet(userKey, { sealing, state })
    const confirmed = await change(userKey, null, actor, {
      apply: confirmOffer({ id, stepOffset, now, asFirst }, hashes),
      eventsOf: () => [{ event: 'enrolment.confirmed' }],
    }).catch(async (fault: unknown) => {
      // Nothing was confirmed, so the code can be used again once there is space for the change.
      await state.giveBack({ kind: 'time-step', ...claim }, now).catch(() => undefined)
      throw fault
    })
    if (confirmed.refusal !== null) return refused(confirmed.refusal)
    // The user is enrolled by now, and a fault here must not withhold the recovery codes.
    await Promise.allSettled([forgetFailures(userKey)])
    if (offered.kind === 'app') clockWatch.saw(userKey, 0, now)
    return { result: 'confirmed', recoveryCodes: hasRecoveryCodes(confirmed.before) ? [] : recoveryCodes }
  }

  async function forgetFailures(userKey: UserKey): Promise<void> {
    await state.clearFailures(failuresKey(userKey), 'code')
  }

  function matchOffer(
    userKey: UserKey,
    offered: TotpAuthenticator,
    codes: readonly string[],
    now: number,
  ): CodesMatch {
    const { driftWindow, enrolmentCodes } = policy()
    const owner = { userKey, authenticatorId: offered.id }
    const key = totpKey(sealing.unseal(offered.sealedTotpSecret, owner), offered.algorithm)
    return matchCodes(key, codes, offered, { now, driftWindow, least: enrolmentCodes[offered.kind] })
  }
}

type Refusal = Extract<ConfirmResult, { result: 'refused' }>

function refused(reason: Refusal['reason'], clockOffset: number | null = null, retryAfter = 0): Refusal {
  return { result: 'refused', reason, clockOffset, retryAfter }
}

function reasonOf({ reason, clockOffset }: Refusal): string {
  return clockOffset === null ? reason : 'clock-off'
}

/** Distinguishes a wrong clock of the server from a wrong clock of one app (docs/requirements.md, S19). */
export interface ClockWatch {
  /** @param clockOffset - seconds by which this user's app is ahead of the server; 0 if its codes were accepted */
  saw(userKey: UserKey, clockOffset: number, now: number): void
}

const minute = 60_000
const hour = 60 * minute
const remembered = 100
const suspicious = 3
/** Seconds; users may type a code one time-step early or late. */
const alike = 60

/** @param onNotice - called at most once an hour, if most apps of the last hour are off by the same amount */
export function createClockWatch(onNotice: (message: string) => void): ClockWatch {
  const seen = new Map<UserKey, { readonly clockOffset: number; readonly at: number }>()
  let noticedAt = -Infinity

  return {
    saw(userKey, clockOffset, now) {
      seen.delete(userKey)
      seen.set(userKey, { clockOffset, at: now })
      for (const [key, { at }] of seen) if (now - at > hour || seen.size > remembered) seen.delete(key)
      if (clockOffset === 0 || now - noticedAt < hour) return
      const same = [...seen.values()].filter((each) => isAlike(each.clockOffset, clockOffset)).length
      if (same < suspicious || same <= seen.size / 2) return
      noticedAt = now
      const direction = clockOffset > 0 ? 'behind' : 'ahead of'
      onNotice(
        `this server's clock seems to be about ${Math.abs(clockOffset)} s ${direction} the right time: ` +
          `the authenticator apps of ${same} users agree on it`,
      )
    },
  }
}

function isAlike(one: number, other: number): boolean {
  return one !== 0 && Math.abs(one - other) <= alike
}
