import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Clock } from '../lib/clock.ts'
import type { StateStore, TotpAuthenticator } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { EnrolmentChanged, EnrolmentChanges } from './change.ts'
import type { LastAdminGuard } from './last-admin-guard.ts'

export interface EnrolmentPolicy {
  /** Time-steps accepted on each side of the current one. */
  readonly driftWindow: number
  /** How many consecutive codes confirm an enrolment. */
  readonly enrolmentCodes: Readonly<Record<TotpAuthenticator['kind'], number>>
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
}

export interface EnrolmentsDeps {
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly clock: Clock
  /** The name that authenticator apps show above the code, for users of the tenant. */
  readonly issuerFor: (tenant: string | undefined) => string
  /** Read at each use, because the policy may change between offer and confirmation. */
  readonly policy: () => EnrolmentPolicy
  readonly guard: LastAdminGuard
  /** Called after each change. Must not block or throw. */
  readonly onChanged: (changed: EnrolmentChanged) => void
  /** Gets messages for the operator. */
  readonly onNotice: (message: string) => void
  /** Identifies this service among those that share the store; absent if it is the only one. */
  readonly writer?: string
}

export interface EnrolmentDeps extends EnrolmentsDeps, EnrolmentChanges {}
