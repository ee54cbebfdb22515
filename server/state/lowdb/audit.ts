import type { AuditStore } from '../../audit/audit-store.ts'
import type { DurableLogins } from './durable-logins.ts'

/** What audit logs are verified with: their keys and heads. */
export function createAuditOperations({ tables, put }: DurableLogins): AuditStore {
  return {
    listAuditKeys: async () => [...tables.auditKeys.values()],
    listAuditHeads: async () => [...tables.auditHeads.values()],

    async putAuditKey(key, head) {
      // One write for both.
      put('auditKeys', key.id, key)
      await put('auditHeads', head.trail, head)
    },

    putAuditHead: (head) => put('auditHeads', head.trail, head),
  }
}
