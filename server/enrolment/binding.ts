import type { AuditEvent } from '../audit/audit-trail.ts'
import { counted } from '../lib/counted.ts'
import { formatTotpSecret, otpauthUri } from '../login/totp.ts'
import { bind, bindWithCodes, hasAuthenticator, hasRecoveryCodes, type Step } from './authenticators.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Enrolments, ImportedAuthenticator } from './enrolments.ts'
import { givenOrNewSecret, makeAuthenticator } from './make-authenticator.ts'
import { makeRecoveryCodeSet } from './recovery-code-set.ts'

/** Adds authenticators without a confirmation, for administrators. */
export function createBinding({
  state,
  sealing,
  audit,
  change,
  changeMany,
  clock,
  issuerFor,
}: EnrolmentDeps): Pick<Enrolments, 'bindAtOnce' | 'importAll'> {
  return {
    async bindAtOnce(request, actor) {
      const { userKey, account, another } = request
      const totpSecret = givenOrNewSecret(request.totpSecret)
      if (typeof totpSecret === 'string') return { result: 'refused', reason: totpSecret }

      const fresh = { ...request, totpSecret, serial: null, stepOffset: 0, now: clock() }
      const authenticator = makeAuthenticator(fresh, sealing)
      const { codes, hashes } = makeRecoveryCodeSet(userKey, { sealing, state })
      const step = bindWithCodes(authenticator, hashes)
      const changed = await change(userKey, null, actor, {
        apply: another ? step : asTheFirst(step),
        eventsOf: () => [{ event: 'enrolment.bound' }],
      })
      if (changed.refusal !== null) return { result: 'refused', reason: changed.refusal }
      return {
        result: 'bound',
        authenticatorId: authenticator.id,
        uri: otpauthUri(totpSecret, request, { issuer: issuerFor(actor.tenant), account }),
        totpSecret: formatTotpSecret(totpSecret),
        recoveryCodes: hasRecoveryCodes(changed.before) ? [] : codes,
      }
    },

    async importAll(imported, actor) {
      const byUser = new Map(imported.map((each) => [each.userKey, authenticatorOf(each)]))
      const line = (taken: number): AuditEvent => {
        return { event: 'enrolment.imported', outcome: 'done', reason: counted(taken, 'user'), ...actor }
      }
      const taken = await changeMany(
        [...byUser.keys()],
        actor,
        'enrolment.imported',
        (userKey, current) => {
          const authenticator = byUser.get(userKey)
          if (authenticator === undefined || hasAuthenticator(current)) return current
          const next = bind(authenticator)(current)
          return next === 'device-taken' ? current : next
        },
        (changed) => [line(changed.length)],
      )
      if (taken === 'device-taken') {
        await audit.record({
          event: 'enrolment.imported',
          outcome: 'refused',
          reason: 'device-taken',
          ...actor,
        })
        return taken
      }
      if (taken.length === 0) await audit.record(line(0))
      return taken
    },
  }

  function authenticatorOf(imported: ImportedAuthenticator) {
    const usual = { kind: 'app', serial: null, stepOffset: 0 } as const
    return makeAuthenticator({ ...usual, ...imported, now: clock() }, sealing)
  }
}

function asTheFirst<Refusal extends string>(step: Step<Refusal>): Step<Refusal | 'already-enrolled'> {
  return (current) => (hasAuthenticator(current) ? 'already-enrolled' : step(current))
}
