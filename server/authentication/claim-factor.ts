import type { Answer } from '../../adapters/user-store.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { whenKnown } from '../lib/when-known.ts'
import type { CodeClaim, LoginClaim } from '../login/decide.ts'
import type { ClaimAnswer, HeldClaim, StateStore, UserKey, WonClaim } from '../state/contract/state-store.ts'
import type { KnownAttempt, LoadedFacts } from './load-login-facts.ts'
import type { DeviceCookie } from './login-attempt.ts'
import { auditContext } from './login-event.ts'
import { writeOf } from './spending.ts'
import type { Throttling } from './throttling.ts'
import type { TrustedDevices } from './trusted-devices.ts'

export interface ClaimDeps {
  readonly state: StateStore
  readonly audit: AuditTrail
  readonly throttling: Throttling
  readonly trustedDevices: TrustedDevices
}

/** `copied`: the browser's secret was used before, so a copy of it exists. */
export type Claimed = 'used' | HeldClaim | 'copied' | { readonly deviceCookie: DeviceCookie | null }

/**
 * Claims the factor that a login is accepted with, and notes it in `spent`. A time-step may not be on the disk yet: the answer
 * waits for it together with its audit line (spending.ts).
 */
export type ClaimFactor = (
  claim: LoginClaim,
  known: KnownAttempt,
  userKey: UserKey,
  loaded: LoadedFacts,
) => Answer<Claimed>

const claimedAlone = { deviceCookie: null }

export function createClaimFactor({ state, audit, throttling, trustedDevices }: ClaimDeps): ClaimFactor {
  return (claim, known, userKey, loaded) => {
    if (claim.kind === 'trusted-device') return trustAgain(known, loaded)
    return whenKnown(claimCode(claim, known, userKey), (answer) =>
      answer === 'won' ? afterCode(claim, known, userKey, loaded) : answer,
    )
  }

  function claimCode(claim: CodeClaim, { now, spent }: KnownAttempt, userKey: UserKey): Answer<ClaimAnswer> {
    switch (claim.kind) {
      case 'time-step':
        return whenKnown<ClaimAnswer | WonClaim, ClaimAnswer>(state.beginClaim(claim, now), (begun) => {
          if (typeof begun === 'object' && 'written' in begun) {
            spent.push({ spent: claim, written: begun.written })
            return 'won'
          }
          if (begun === 'won') spent.push({ spent: claim })
          return begun
        })
      case 'recovery-code':
        return state.consumeRecoveryCode(userKey, claim.hash).then((won) => {
          if (won) spent.push({ spent: { ...claim, userKey } })
          return won ? 'won' : 'used'
        })
      case 'email-code':
        // It was consumed together with its challenge.
        return 'won'
    }
  }

  function afterCode(
    claim: CodeClaim,
    known: KnownAttempt,
    userKey: UserKey,
    loaded: LoadedFacts,
  ): Answer<Claimed> {
    const cleared = throttling.clear(known.standing, 'code')
    const isAll = cleared === null && claim.kind !== 'recovery-code' && known.attempt.trustAs === null
    return isAll ? claimedAlone : afterRareCode(claim, cleared, known, userKey, loaded)
  }

  async function afterRareCode(
    claim: CodeClaim,
    cleared: Promise<void> | null,
    known: KnownAttempt,
    userKey: UserKey,
    loaded: LoadedFacts,
  ): Promise<Claimed> {
    // The claim may fail while this waits, before anyone waits for it: unseen, its rejection would end the process.
    writeOf(known.spent)?.catch(() => undefined)
    await cleared
    if (claim.kind === 'recovery-code') await throttling.spend(known)
    return { deviceCookie: known.attempt.trustAs === null ? null : await trust(known, userKey, loaded) }
  }

  async function trustAgain(known: KnownAttempt, { device }: LoadedFacts): Promise<Claimed> {
    if (device === null) throw new Error('trusted no device')
    const trusted = await trustedDevices.trustAgain(device, known.now)
    if (trusted === null) {
      const reason = 'secret-reused'
      await audit.record({ event: 'device.revoked', outcome: 'refused', reason, ...auditContext(known) })
      return 'copied'
    }
    known.spent.push({ spent: { kind: 'device', rotation: trusted.rotation } })
    return { deviceCookie: trusted.cookie }
  }

  async function trust(
    known: KnownAttempt,
    userKey: UserKey,
    { active, policy }: LoadedFacts,
  ): Promise<DeviceCookie | null> {
    const { attempt, now } = known
    const { trustedDevice: longest } = policy
    const authenticatorId = active.at(-1)?.id
    if (attempt.trustAs === null || longest === null || authenticatorId === undefined) return null
    const cookie = await trustedDevices.trust(
      { userKey, authenticatorId, name: attempt.trustAs },
      longest,
      now,
    )
    await audit.record({ event: 'device.trusted', outcome: 'done', ...auditContext(known) })
    return cookie
  }
}
