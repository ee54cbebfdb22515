import type { AuditTail } from '../audit/audit-line.ts'
import { formatHead } from '../audit/trimmed.ts'
import { breakText } from '../audit/verify-audit.ts'
import { done, type Operation, refused } from './operation.ts'

export interface VerifyAuditRequest {
  /** What somebody outside was given as the head once; null: nothing. */
  readonly head: AuditTail | null
}

export interface VerifiedAudit {
  readonly lines: number
  readonly files: number
  /** `N:HASH` of the last line; null: there is none. */
  readonly head: string | null
}

/** Follows the whole trail, and names the first line that breaks it. */
export const verifyTrail: Operation<VerifyAuditRequest, VerifiedAudit> = async (service, { head }) => {
  const verdict = await service.audit.verify(head)
  if (verdict.ok) {
    const { lines, files } = verdict
    const inAll = `${count(lines, 'line')} in ${count(files, 'file')}`
    const known = head === null ? '' : ` Line ${head.seq} is the one that was given.`
    return done(`The trail is whole: ${inAll}.${known}`, { lines, files, head: shown(verdict.head) })
  }
  const others = verdict.breaks === 1 ? '' : ` It is the first of ${verdict.breaks} breaks.`
  return refused('broken-trail', `${breakText(verdict, service.config.dataDir)}.${others}`)
}

/** The last line's number and MAC, to be kept where who has this machine cannot change it. */
export const auditHead: Operation<null, { readonly head: string | null }> = async ({ audit }) => {
  const head = shown(audit.head())
  return done(head ?? 'There is no line yet.', { head })
}

function shown(head: AuditTail): string | null {
  return head.seq === 0 ? null : formatHead(head)
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
