import { join } from 'node:path'
import type { AuditBreak, AuditFault } from './verify-audit.ts'

const inWords: Readonly<Record<AuditFault, string>> = {
  altered: 'was altered',
  'removed before': 'does not follow the line before it: lines between them were removed',
  inserted: 'was inserted',
  reordered: 'stands in the wrong place',
  'cut short': 'was cut short',
  missing: 'is missing',
  'removed after': 'is not the last one: lines after it were removed',
  replaced: 'is not the line that was known under its number',
  foreign: 'has a key that is not known here: it comes from another service, or its key is lost',
  trimmed: 'is the first one: the line that was asked for was dropped before, for its age or for room',
  told: 'tells that the trail was found broken',
}

/** A sentence without its full stop. @param folder - null: the names of files alone */
export function breakText({ file, line, fault, reason }: AuditBreak, folder: string | null): string {
  const path = folder === null ? file : join(folder, file)
  const where = line === 0 ? path : `${path}, line ${line},`
  return `${where} ${inWords[fault]}${reason === undefined ? '' : `: ${reason}`}`
}
