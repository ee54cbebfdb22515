import type { AuditEvent } from '../audit/audit-trail.ts'
import { formatTotpSecret, otpauthUri } from '../login/totp.ts'
import type { StateStore, TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import { takeStep } from './apply-step.ts'
import { hasDevice, offer } from './authenticators.ts'
import type { EnrolmentRoomDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { givenOrNewSecret, makeAuthenticator } from './make-authenticator.ts'

const offerLifetime = 15 * 60_000

export function createOffering(deps: EnrolmentRoomDeps): Pick<Enrolments, 'offer'> {
  const { state, sealing, audit, changes, clock, issuer, policy } = deps

  return {
    async offer(request, actor) {
      const { userKey, account, kind, serial, lifetime } = request
      const { requireEmail, enrolmentCodes } = policy()
      if (requireEmail && request.email === null) return { result: 'refused', reason: 'email-required' }
      const totpSecret = givenOrNewSecret(request.totpSecret)
      if (typeof totpSecret === 'string') return { result: 'refused', reason: totpSecret }

      const now = clock()
      const authenticator = makeAuthenticator({ ...request, totpSecret, serial, now, stepOffset: 0 }, sealing)
      const expiresAt = now + (lifetime ?? offerLifetime)
      const event = { event: 'enrolment.offered', userKey, ...actor }
      const offered = (): AuditEvent => ({ ...event, outcome: 'done', reason: kind })
      const refusal = (await isTaken(state, userKey, authenticator))
        ? 'device-taken'
        : (await takeStep(changes, userKey, offer({ authenticator, expiresAt }), offered)).refusal
      if (refusal !== null) {
        await audit.record({ ...event, outcome: 'refused', reason: refusal })
        return { result: 'refused', reason: refusal }
      }
      return {
        result: 'offered',
        id: authenticator.id,
        totpSecret: formatTotpSecret(totpSecret),
        uri: otpauthUri(totpSecret, request, { issuer, account }),
        codes: enrolmentCodes[kind],
        expiresAt,
      }
    },
  }
}

/** An early answer for somebody who types the key of another user's device; the store says it for good at the confirmation. */
async function isTaken(
  state: StateStore,
  userKey: UserKey,
  authenticator: TotpAuthenticator,
): Promise<boolean> {
  if (authenticator.secretPrint === null) return false
  for await (const [owner, enrolment] of state.listEnrolments()) {
    if (owner !== userKey && hasDevice(enrolment, authenticator)) return true
  }
  return false
}
