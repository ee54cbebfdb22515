import type { AuditHead, AuditKey, AuditStore } from '../../audit/audit-store.ts'
import type { Database } from './database.ts'

export const auditKeyColumns = 'id, trail, sealed_key AS "sealedKey", made_at AS "madeAt"'
export const auditHeadColumns = 'trail, place, seq, hash, key_id AS "keyId", proof'

const puttingHead = `
  INSERT INTO audit_heads (trail, place, seq, hash, key_id, proof) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (trail) DO UPDATE SET place = excluded.place, seq = excluded.seq, hash = excluded.hash,
    key_id = excluded.key_id, proof = excluded.proof`

/** What audit logs are verified with: their keys and heads. */
export function createAuditOperations({ query, transaction }: Database): AuditStore {
  return {
    listAuditKeys: () => query<AuditKey>(`SELECT ${auditKeyColumns} FROM audit_keys ORDER BY made_at, id`),
    listAuditHeads: () => query<AuditHead>(`SELECT ${auditHeadColumns} FROM audit_heads`),

    putAuditKey: ({ id, trail, sealedKey, madeAt }, head) =>
      transaction(async (within) => {
        await within('INSERT INTO audit_keys (id, trail, sealed_key, made_at) VALUES ($1, $2, $3, $4)', [
          id,
          trail,
          sealedKey,
          madeAt,
        ])
        await within(puttingHead, valuesOf(head))
      }),

    async putAuditHead(head) {
      await query(puttingHead, valuesOf(head))
    },
  }
}

function valuesOf({ trail, place, seq, hash, keyId, proof }: AuditHead) {
  return [trail, place, seq, hash, keyId, proof]
}
