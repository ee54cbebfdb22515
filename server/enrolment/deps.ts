import type { AuditTrail } from '../audit/audit-trail.ts'
import type { RecordedChanges } from '../audit/recorded-changes.ts'
import type { Clock } from '../lib/clock.ts'
import type { StateStore, TotpAuthenticator } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'

export interface EnrolmentPolicy {
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
  /** Consecutive codes asked for at enrolment. */
  readonly enrolmentCodes: Readonly<Record<TotpAuthenticator['kind'], number>>
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
}

/** What the life of an authenticator takes place in. */
export interface EnrolmentDeps {
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly issuer: string
  /** The policy in force; it may change between offer and confirmation. */
  readonly policy: () => EnrolmentPolicy
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  /** Which of the services that share the store this is; absent: there is no other. */
  readonly writer?: string
}

/** What each room of the life of an authenticator is made of. */
export interface EnrolmentRoomDeps extends EnrolmentDeps {
  readonly changes: RecordedChanges
}
