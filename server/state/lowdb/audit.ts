import type { AuditOperations } from '../contract/audit.ts'
import type { DurableLogins } from './durable-logins.ts'

/** What audit trails are checked with: their keys and how far they have come. */
export function createAuditOperations({ tables, put }: DurableLogins): AuditOperations {
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
