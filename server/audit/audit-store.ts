/** A key that lines of an audit trail are authenticated with, for one of its epochs. */
export interface AuditKey {
  readonly id: string
  /** Services that share a store have a trail each. */
  readonly trail: string
  /** Sealed with the master key. */
  readonly sealedKey: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** How far an audit trail has come: what its files are compared with. */
export interface AuditHead {
  readonly trail: string
  /** Host and folder. */
  readonly place: string
  /** Of the last line known; 0: the trail had none. */
  readonly seq: number
  readonly hash: string
  readonly keyId: string
  /** MAC of the other fields under that key. */
  readonly proof: string
}

/** What audit trails are checked with: the part of the state store that is theirs. */
export interface AuditStore {
  /** Of every trail, the oldest first. */
  listAuditKeys(): Promise<readonly AuditKey[]>
  /** Of every trail. */
  listAuditHeads(): Promise<readonly AuditHead[]>
  /** Remembers a trail's next key together with its head, in place of the head before. */
  putAuditKey(key: AuditKey, head: AuditHead): Promise<void>
  /** In place of the trail's head before. */
  putAuditHead(head: AuditHead): Promise<void>
}

/** Seals the keys of trails with the master key. */
export interface AuditKeySealing {
  seal(id: string, key: Uint8Array): string
  /** null: sealed with a master key that is not here, or for another trail key. */
  open(id: string, sealed: string): Uint8Array | null
}
