import { formatTotpSecret, otpauthUri } from '../login/totp.ts'
import type { StateStore, TotpAuthenticator, UserKey } from '../state/contract/state-store.ts'
import { hasDevice, offer } from './authenticators.ts'
import type { EnrolmentStep } from './change.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { givenOrNewSecret, makeAuthenticator } from './make-authenticator.ts'

const offerLifetime = 15 * 60_000

export function createOffering(deps: EnrolmentDeps): Pick<Enrolments, 'offer'> {
  const { state, sealing, audit, change, clock, issuerFor, policy } = deps

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
      const step: EnrolmentStep<'device-taken'> = {
        apply: offer({ authenticator, expiresAt }),
        eventsOf: () => [{ event: 'enrolment.offered', reason: kind }],
      }
      const { refusal } = (await isTaken(state, userKey, authenticator))
        ? ({ refusal: 'device-taken' } as const)
        : await change(userKey, null, actor, step)
      if (refusal !== null) {
        await audit.record({ ...event, outcome: 'refused', reason: refusal })
        return { result: 'refused', reason: refusal }
      }
      return {
        result: 'offered',
        id: authenticator.id,
        totpSecret: formatTotpSecret(totpSecret),
        uri: otpauthUri(totpSecret, request, { issuer: issuerFor(actor.tenant), account }),
        codes: enrolmentCodes[kind],
        expiresAt,
      }
    },
  }
}

/** An early answer for a user who types the key of another user's device. The store decides at the confirmation. */
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
