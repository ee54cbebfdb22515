import type { AuditTrail } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Sealing } from '../state/sealing.ts'
import type { StateStore, TotpAuthenticator } from '../state/state-store.ts'

export interface EnrolmentPolicy {
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
  /** Consecutive codes asked for at enrolment. */
  readonly enrolmentCodes: Readonly<Record<TotpAuthenticator['kind'], number>>
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
}

/** What the life of an authenticator takes place in. */
export interface EnrolmentParts {
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly issuer: string
  /** The policy in force; it may change between offer and confirmation. */
  readonly policy: () => EnrolmentPolicy
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
}
