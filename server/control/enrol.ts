import type { BindResult, CodeParameters } from '../enrolment/enrolments.ts'
import type { TotpAuthenticator } from '../state/contract/state-store.ts'
import { labelOf } from '../users/tenants.ts'
import { type Answer, done, door, type Operation, refused, withUser } from './operation.ts'

export interface EnrolRequest extends CodeParameters {
  readonly name: string
  readonly kind: TotpAuthenticator['kind']
  /** Base32 or hex; null: a new one is generated. */
  readonly totpSecret: string | null
  readonly another: boolean
}

/** Shown once, because it contains the secret. */
export interface Enrolled {
  readonly uri: string
  readonly totpSecret: string
  readonly recoveryCodes: readonly string[]
  readonly authenticatorId: string
}

export const enrol: Operation<EnrolRequest, Enrolled> = (service, request) =>
  withUser(service, request.name, async ({ user, userKey }) => {
    const { name, ...authenticator } = request
    const bound = await service.enrolments.bindAtOnce(
      { userKey, account: labelOf(user), ...authenticator },
      { door, login: name, tenant: user.tenant },
    )
    if (bound.result === 'refused') return refusal(bound.reason, labelOf(user))
    const { result, ...enrolled } = bound
    return done(`${labelOf(user)} is enrolled.`, enrolled)
  })

type Refusal = Extract<BindResult, { result: 'refused' }>['reason']

function refusal(reason: Refusal, name: string): Answer<never> {
  switch (reason) {
    case 'unreadable':
      return refused(reason, 'The TOTP secret is neither base32 (A-Z and 2-7) nor hex.')
    case 'too-short':
      return refused(
        reason,
        'The TOTP secret is too short: 112 bits (23 characters of base32, 28 of hex) are the least.',
      )
    case 'device-taken':
      return refused(reason, 'A hardware device with this TOTP secret is bound already.')
    case 'already-enrolled':
      return refused(
        reason,
        `${name} is enrolled already. To start anew: ringlock reset ${name}. To add a second authenticator: --another.`,
      )
  }
}
