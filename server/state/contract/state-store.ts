import type { AuditStore } from '../../audit/audit-store.ts'
import type { CodeClaims } from './code-claims.ts'
import type { DeviceOperations } from './devices.ts'
import type { EnrolmentOperations } from './enrolments.ts'
import type { FailureOperations } from './failures.ts'
import type { FloorOperations } from './floor.ts'
import type { GiveBackOperations } from './give-back.ts'
import type { AssertionKeyOperations, MasterKeyOperations } from './keys.ts'
import type { LinkOperations } from './links.ts'
import type { ProofOperations } from './proofs.ts'
import type { UserOperations } from './users.ts'

export type { AuditHead, AuditKey } from '../../audit/audit-store.ts'
export * from './code-claims.ts'
export * from './devices.ts'
export * from './enrolments.ts'
export * from './failures.ts'
export * from './floor.ts'
export * from './give-back.ts'
export * from './keys.ts'
export * from './links.ts'
export * from './proofs.ts'
export * from './users.ts'

/**
 * What Ringlock remembers. Every operation is atomic here, never check-then-write in the caller, and what it
 * answered is on the disk when its promise resolves. A promise that rejects with {@link StateStoreError} changed nothing;
 * where only the answer was lost, on the way from a database, it may have changed all that it was asked to.
 * One contract suite (test/server/state/state-store-contract.ts) runs against every implementation.
 */
export interface StateStore
  extends FloorOperations,
    EnrolmentOperations,
    UserOperations,
    CodeClaims,
    GiveBackOperations,
    FailureOperations,
    LinkOperations,
    DeviceOperations,
    ProofOperations,
    MasterKeyOperations,
    AssertionKeyOperations,
    AuditStore {
  /** Writes what waits, and gives the store to the next process. */
  close(): Promise<void>
}

/** The store could not do it, and did not: a full disk, a lost database. Never to be read as "no". */
export class StateStoreError extends Error {
  override readonly name = 'StateStoreError'
}
