import { randomBytes, randomUUID } from 'node:crypto'
import type { AuditTrail } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { hashRecoveryCode, makeRecoveryCodes, randomBytesPerSet } from '../login/recovery-code.ts'
import { formatTotpSecret, otpauthUri, parseTotpSecret, type TotpParameters } from '../login/totp.ts'
import type { Sealing } from '../state/sealing.ts'
import type { Enrolment, StateStore, TotpAuthenticator, UserKey } from '../state/state-store.ts'
import { bind, replaceRecoveryCodes } from './authenticators.ts'

export type CodeParameters = Omit<TotpParameters, 'stepOffset'>

export interface BindRequest extends CodeParameters {
  readonly userKey: UserKey
  /** Shown in the app beside the code. */
  readonly account: string
  readonly kind: TotpAuthenticator['kind']
  /** Base32; null lets us make one of 160 bits. */
  readonly totpSecret: string | null
  /** Whether an authenticator may stand beside one that the user already has. */
  readonly another: boolean
}

export type BindResult =
  | {
      readonly result: 'bound'
      readonly authenticatorId: string
      readonly uri: string
      /** Base32. */
      readonly totpSecret: string
      /** Ten with the first authenticator; none with another, whose user has codes already. */
      readonly recoveryCodes: readonly string[]
    }
  | { readonly result: 'refused'; readonly reason: 'not-base32' | 'too-short' | 'already-enrolled' }

export interface ImportedAuthenticator extends CodeParameters {
  readonly userKey: UserKey
  readonly totpSecret: Uint8Array
}

/** Who does it, for the audit trail. */
export interface Actor {
  readonly door: 'radius' | 'http' | 'cli'
  readonly login?: string
}

/** The life of an authenticator: bound, deleted. */
export interface Enrolments {
  /** Binds an authenticator at once, without asking for a code: the administrator's way. */
  bindAtOnce(request: BindRequest, actor: Actor): Promise<BindResult>
  /** Binds many users' authenticators, all or none; none of them has an enrolment yet. */
  importAll(imported: readonly ImportedAuthenticator[], actor: Actor): Promise<void>
  /** Deletes every authenticator and recovery code of the user; false when there was nothing to delete. */
  reset(userKey: UserKey, actor: Actor): Promise<boolean>
}

export interface EnrolmentParts {
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly issuer: string
}

/** Security requirement 5: ours have 160 bits, imported ones at least 112. */
const generatedSecretBytes = 20
export const shortestImportedSecretBytes = 14

export function createEnrolments({ state, sealing, audit, clock, issuer }: EnrolmentParts): Enrolments {
  return {
    async bindAtOnce(request, actor) {
      const { userKey } = request
      const totpSecret =
        request.totpSecret === null ? randomBytes(generatedSecretBytes) : parseTotpSecret(request.totpSecret)
      if (totpSecret === null) return { result: 'refused', reason: 'not-base32' }
      if (totpSecret.length < shortestImportedSecretBytes) return { result: 'refused', reason: 'too-short' }

      const authenticator = sealed(userKey, totpSecret, request, request.kind)
      const recoveryCodes = makeRecoveryCodes(randomBytes(randomBytesPerSet))
      const hashes = recoveryCodes.map((code) => hashRecoveryCode(code, userKey, sealing.recoveryCodeHashKey))
      let before: Enrolment | null = null
      await state.changeEnrolment(userKey, (current) => {
        before = current
        if (isEnrolled(current)) return request.another ? bind(current, authenticator) : current
        return bind(replaceRecoveryCodes(current, hashes), authenticator)
      })
      if (isEnrolled(before) && !request.another) return { result: 'refused', reason: 'already-enrolled' }
      await state.clearRequired(userKey)
      await audit.record({ event: 'enrolment.bound', outcome: 'done', userKey, ...actor })
      return {
        result: 'bound',
        authenticatorId: authenticator.id,
        uri: otpauthUri(totpSecret, request, { issuer, account: request.account }),
        totpSecret: formatTotpSecret(totpSecret),
        recoveryCodes: isEnrolled(before) ? [] : recoveryCodes,
      }
    },

    async importAll(imported, actor) {
      const enrolments = imported.map(
        ({ userKey, totpSecret, ...parameters }) =>
          [userKey, bind(null, sealed(userKey, totpSecret, parameters, 'app'))] as const,
      )
      await state.putEnrolments(new Map(enrolments))
      await audit.record({
        event: 'enrolment.imported',
        outcome: 'done',
        reason: `${imported.length} users`,
        ...actor,
      })
    },

    async reset(userKey, actor) {
      if ((await state.readEnrolment(userKey)) === null) return false
      await state.changeEnrolment(userKey, () => null)
      await audit.record({ event: 'enrolment.reset', outcome: 'done', userKey, ...actor })
      return true
    },
  }

  function sealed(
    userKey: UserKey,
    totpSecret: Uint8Array,
    { algorithm, digits, period }: CodeParameters,
    kind: TotpAuthenticator['kind'],
  ): TotpAuthenticator {
    const id = randomUUID()
    const sealedTotpSecret = sealing.seal(totpSecret, { userKey, authenticatorId: id })
    return {
      id,
      kind,
      algorithm,
      digits,
      period,
      sealedTotpSecret,
      stepOffset: 0,
      enabled: true,
      enrolledAt: clock(),
    }
  }
}

function isEnrolled(enrolment: Enrolment | null): boolean {
  return enrolment !== null && enrolment.authenticators.length > 0
}
