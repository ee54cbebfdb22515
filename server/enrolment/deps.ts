import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Clock } from '../lib/clock.ts'
import type { StateStore, TotpAuthenticator } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { EnrolmentChanged, EnrolmentChanges } from './change.ts'
import type { LastAdminGuard } from './last-admin-guard.ts'

export interface EnrolmentPolicy {
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
  /** Consecutive codes asked for at enrolment. */
  readonly enrolmentCodes: Readonly<Record<TotpAuthenticator['kind'], number>>
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
}

/** What enrolments need. */
export interface EnrolmentsDeps {
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly issuer: string
  /** The policy in force; it may change between offer and confirmation. */
  readonly policy: () => EnrolmentPolicy
  readonly guard: LastAdminGuard
  /** Told of each change once it is made. Never waits and never throws. */
  readonly onChanged: (changed: EnrolmentChanged) => void
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  /** Which of the services that share the store this is; absent: there is no other. */
  readonly writer?: string
}

/** What each operation on enrolments needs. */
export interface EnrolmentDeps extends EnrolmentsDeps, EnrolmentChanges {}
