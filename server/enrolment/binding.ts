import type { AuditEvent } from '../audit/audit-trail.ts'
import { formatTotpSecret, otpauthUri } from '../login/totp.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { takeStep } from './apply-step.ts'
import { bind, bindWithCodes, hasRecoveryCodes, isEnrolled, type Step } from './authenticators.ts'
import type { EnrolmentRoomDeps } from './deps.ts'
import type { Enrolments, ImportedAuthenticator } from './enrolments.ts'
import { givenOrNewSecret, makeAuthenticator } from './make-authenticator.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'

/** Authenticators that need no confirmation: the administrator's way. */
export function createBinding({
  state,
  sealing,
  audit,
  changes,
  clock,
  issuer,
}: EnrolmentRoomDeps): Pick<Enrolments, 'bindAtOnce' | 'importAll'> {
  return {
    async bindAtOnce(request, actor) {
      const { userKey, account, another } = request
      const totpSecret = givenOrNewSecret(request.totpSecret)
      if (typeof totpSecret === 'string') return { result: 'refused', reason: totpSecret }

      const fresh = { ...request, totpSecret, serial: null, stepOffset: 0, now: clock() }
      const authenticator = makeAuthenticator(fresh, sealing)
      const { codes, hashes } = makeRecoveryCodeSet(userKey, { sealing, state })
      const step = bindWithCodes(authenticator, hashes)
      const { refusal, before } = await takeStep(
        changes,
        userKey,
        another ? step : asTheFirst(step),
        (): AuditEvent => ({ event: 'enrolment.bound', outcome: 'done', userKey, ...actor }),
      )
      if (refusal !== null) return { result: 'refused', reason: refusal }
      await Promise.allSettled([clearRequired([userKey])])
      return {
        result: 'bound',
        authenticatorId: authenticator.id,
        uri: otpauthUri(totpSecret, request, { issuer, account }),
        totpSecret: formatTotpSecret(totpSecret),
        recoveryCodes: hasRecoveryCodes(before) ? [] : codes,
      }
    },

    async importAll(imported, actor) {
      const byUser = new Map(imported.map((each) => [each.userKey, appOf(each)]))
      const taken = new Set<UserKey>()
      const event = (): AuditEvent => {
        return { event: 'enrolment.imported', outcome: 'done', reason: `${taken.size} users`, ...actor }
      }
      await changes.change(
        [...byUser.keys()],
        (userKey, current) => {
          const authenticator = byUser.get(userKey)
          const next =
            authenticator === undefined || isEnrolled(current) ? current : bind(authenticator)(current)
          if (next === current || next === 'device-taken') return current
          taken.add(userKey)
          return next
        },
        () => [event()],
      )
      await Promise.allSettled([clearRequired(taken)])
      if (taken.size === 0) await audit.record(event())
      return [...taken]
    },
  }

  /** They are enrolled by now: a fault here must not say that nothing was done. */
  async function clearRequired(userKeys: Iterable<UserKey>): Promise<void> {
    for (const userKey of userKeys) await state.clearRequired(userKey)
  }

  function appOf(imported: ImportedAuthenticator) {
    return makeAuthenticator({ ...imported, kind: 'app', serial: null, stepOffset: 0, now: clock() }, sealing)
  }
}

function asTheFirst<Refusal extends string>(step: Step<Refusal>): Step<Refusal | 'already-enrolled'> {
  return (current) => (isEnrolled(current) ? 'already-enrolled' : step(current))
}
