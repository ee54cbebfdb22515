import { stat } from 'node:fs/promises'
import type { AuditTail } from '../audit/audit-line.ts'
import { breakText, verifyAudit } from '../audit/verify-audit.ts'
import type { Config } from '../config/load-config.ts'
import type { VerifiedAudit } from '../control/audit.ts'
import { type Answer, refused } from '../control/operation.ts'
import type { CommandContext } from './context.ts'
import { explainFault } from './explain-fault.ts'
import { performWith } from './perform.ts'

/** Verifies the audit log with its keys: in the running service, or by opening the state store here. */
export async function checkTrail(
  config: Config,
  head: AuditTail | null,
  context: CommandContext,
): Promise<Answer<VerifiedAudit>> {
  // Fails where there is no data folder, so that none is created.
  await stat(config.dataDir)
  try {
    return await performWith(config, 'audit verify', { head }, context)
  } catch (error) {
    return checkWithoutKeys(config, head, explainFault(error).message)
  }
}

/** The checks that work without keys, with a note about how little they prove. */
async function checkWithoutKeys(
  { dataDir }: Config,
  head: AuditTail | null,
  why: string,
): Promise<Answer<never>> {
  const verdict = await verifyAudit(dataDir, { keyOf: () => 'unchecked', head: null, outsideHead: head })
  if (!verdict.ok) return refused('broken-trail', `${breakText(verdict, dataDir)}.`)
  return refused(
    'no-keys',
    `The keys of the audit trail are not available: ${why.replace(/\.$/, '')}. ${inOrder(verdict.lines)} by ` +
      'number; whether one was altered, or the last ones removed, was not checked.',
  )
}

function inOrder(lines: number): string {
  return lines === 1 ? 'Its 1 line is in order' : `Its ${lines} lines follow each other`
}
