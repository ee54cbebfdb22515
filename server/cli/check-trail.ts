import { join } from 'node:path'
import { type AuditFault, verifyAudit } from '../audit/verify-audit.ts'

export interface TrailCheck {
  readonly isWhole: boolean
  readonly lines: number
  readonly sentence: string
}

const inWords: Readonly<Record<AuditFault, string>> = {
  altered: 'was altered',
  'removed before': 'does not follow the line before it: lines between them were removed',
  inserted: 'was inserted',
  reordered: 'stands in the wrong place',
  'cut short': 'was cut short',
  missing: 'is missing',
}

/** Follows the audit trail to its end or to the first broken line, and says what came of it. */
export async function checkTrail(dataDir: string): Promise<TrailCheck> {
  const verdict = await verifyAudit(dataDir)
  if (verdict.ok) {
    const { lastSeq: lines, files } = verdict
    return {
      isWhole: true,
      lines,
      sentence: `The trail is whole: ${count(lines, 'line')} in ${count(files, 'file')}.`,
    }
  }
  const { file, line, fault } = verdict
  const where = line === 0 ? join(dataDir, file) : `${join(dataDir, file)}, line ${line},`
  return { isWhole: false, lines: 0, sentence: `${where} ${inWords[fault]}.` }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
