/** A key that authenticates lines of an audit log during one of its epochs. */
export interface AuditKey {
  readonly id: string
  /** Id of the log: services that share a store have one each. */
  readonly trail: string
  /** Sealed with the master key. */
  readonly sealedKey: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** The last known position of an audit log, with which its files are compared. */
export interface AuditHead {
  readonly trail: string
  /** Host and folder. */
  readonly place: string
  /** Number of the last line; 0: the log was empty. */
  readonly seq: number
  readonly hash: string
  readonly keyId: string
  /** MAC of the other fields with that key. */
  readonly proof: string
}

/** The part of the state store that audit logs are verified with. */
export interface AuditStore {
  /** Keys of all audit logs, oldest first. */
  listAuditKeys(): Promise<readonly AuditKey[]>
  /** Heads of all audit logs. */
  listAuditHeads(): Promise<readonly AuditHead[]>
  /** Stores a log's next key together with a head that replaces the one before. */
  putAuditKey(key: AuditKey, head: AuditHead): Promise<void>
  /** Replaces the log's head. */
  putAuditHead(head: AuditHead): Promise<void>
}

/** Seals the keys of audit logs with the master key. */
export interface AuditKeySealing {
  seal(id: string, key: Uint8Array): string
  /** null: sealed with a master key that is missing here, or for another key id. */
  open(id: string, sealed: string): Uint8Array | null
}
