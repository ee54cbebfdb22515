import type { AuditStore } from '../../audit/audit-store.ts'
import type { CodeClaims } from './code-claims.ts'
import type { DeviceOperations } from './devices.ts'
import type { EnrolmentOperations } from './enrolments.ts'
import type { FailureOperations } from './failures.ts'
import type { FloorOperations } from './floor.ts'
import type { GiveBackOperations } from './give-back.ts'
import type { AssertionKeyOperations, MasterKeyOperations } from './keys.ts'
import type { LinkOperations } from './links.ts'
import type { OpenCountOperations } from './open-counts.ts'
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
export * from './open-counts.ts'
export * from './proofs.ts'
export * from './users.ts'

/**
 * Everything that Ringlock remembers. Each operation is atomic in the store, so callers never check and then write. When its
 * promise resolves, the result is on the disk. A promise that rejects with {@link StateStoreError} changed nothing; but if a
 * database's answer was lost on the way, the whole change may have happened. One contract suite
 * (test/server/state/state-store-contract.ts) runs against every implementation.
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
    OpenCountOperations,
    MasterKeyOperations,
    AssertionKeyOperations,
    AuditStore {
  /** Writes pending changes and releases the store to the next process. */
  close(): Promise<void>
}

/** The operation failed and changed nothing, because of a full disk or a lost database. Callers must never read it as "no". */
export class StateStoreError extends Error {
  override readonly name = 'StateStoreError'
}
