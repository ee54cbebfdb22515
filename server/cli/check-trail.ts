import { stat } from 'node:fs/promises'
import type { AuditTail } from '../audit/audit-line.ts'
import { breakText, verifyAudit } from '../audit/verify-audit.ts'
import type { Config } from '../config/load-config.ts'
import type { VerifiedAudit } from '../control/audit.ts'
import { type Answer, refused } from '../control/operation.ts'
import type { CommandContext } from './context.ts'
import { explainFault } from './explain-fault.ts'
import { performWith } from './perform.ts'

/** Checks the trail where its keys are: in the running service, or with the state store opened here. */
export async function checkTrail(
  config: Config,
  head: AuditTail | null,
  context: CommandContext,
): Promise<Answer<VerifiedAudit>> {
  // So that nothing is made where nothing is.
  await stat(config.dataDir)
  try {
    return await performWith(config, 'audit verify', { head }, context)
  } catch (error) {
    return checkWithoutKeys(config, head, explainFault(error).message)
  }
}

/** What can be seen of a trail without its keys, and that this is not much. */
async function checkWithoutKeys(
  { dataDir }: Config,
  head: AuditTail | null,
  why: string,
): Promise<Answer<never>> {
  const verdict = await verifyAudit(dataDir, { keyOf: () => 'unchecked', head: null, outsideHead: head })
  if (!verdict.ok) return refused('broken-trail', `${breakText(verdict, dataDir)}.`)
  return refused(
    'no-keys',
    `The keys of the trail cannot be had: ${why.replace(/\.$/, '')}. Its ${verdict.lines} lines follow each other by ` +
      'number; whether one was altered, or the last ones removed, was not checked.',
  )
}
