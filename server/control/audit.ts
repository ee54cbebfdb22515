import type { AuditTail } from '../audit/audit-line.ts'
import { formatHead } from '../audit/trimmed.ts'
import { breakText } from '../audit/verify-audit.ts'
import { counted } from '../lib/counted.ts'
import { done, type Operation, refused } from './operation.ts'

export interface VerifyAuditRequest {
  /** A head that was noted down outside this machine; null: none was. */
  readonly head: AuditTail | null
}

export interface VerifiedAudit {
  readonly lines: number
  readonly files: number
  /** `N:HASH` of the last line; null: the log is empty. */
  readonly head: string | null
}

/** Verifies the whole audit log and names the first line that breaks it. */
export const verifyTrail: Operation<VerifyAuditRequest, VerifiedAudit> = async (service, { head }) => {
  const verdict = await service.audit.verify(head)
  if (verdict.ok) {
    const { lines, files } = verdict
    const inAll = `${counted(lines, 'line')} in ${counted(files, 'file')}`
    const known = head === null ? '' : ` Line ${head.seq} is the one that was given.`
    return done(`The audit trail is intact: ${inAll}.${known}`, { lines, files, head: shown(verdict.head) })
  }
  const others = verdict.breaks === 1 ? '' : ` It is the first of ${verdict.breaks} breaks.`
  return refused('broken-trail', `${breakText(verdict, service.config.dataDir)}.${others}`)
}

/** Number and MAC of the last line, to be kept where attackers of this machine cannot change it. */
export const auditHead: Operation<null, { readonly head: string | null }> = async ({ audit }) => {
  const head = shown(audit.head())
  return done(head ?? 'There is no line yet.', { head })
}

function shown(head: AuditTail): string | null {
  return head.seq === 0 ? null : formatHead(head)
}
