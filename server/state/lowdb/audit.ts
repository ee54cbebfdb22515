import type { AuditStore } from '../../audit/audit-store.ts'
import type { DurableLogins } from './durable-logins.ts'

/** What audit trails are checked with: their keys and how far they have come. */
export function createAuditOperations({ tables, put }: DurableLogins): AuditStore {
  return {
    listAuditKeys: async () => [...tables.auditKeys.values()],
    listAuditHeads: async () => [...tables.auditHeads.values()],

    async putAuditKey(key, head) {
      // Both go into one write.
      put('auditKeys', key.id, key)
      await put('auditHeads', head.trail, head)
    },

    putAuditHead: (head) => put('auditHeads', head.trail, head),
  }
}
