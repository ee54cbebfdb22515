import { readdir } from 'node:fs/promises'

/** The file that is written to; the ones before it are numbered from 1. */
export const currentAuditFile = 'audit.jsonl'

const numbered = /^audit-(\d{6,})\.jsonl$/

export function numberedAuditFile(number: number): string {
  return `audit-${String(number).padStart(6, '0')}.jsonl`
}

export interface AuditFolder {
  /** Ascending. */
  readonly numbers: readonly number[]
  readonly hasCurrent: boolean
}

export async function listAuditFiles(folder: string): Promise<AuditFolder> {
  const names = await readdir(folder)
  const numbers = names.flatMap((name) => {
    const number = numbered.exec(name)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
  return { numbers: numbers.sort((a, b) => a - b), hasCurrent: names.includes(currentAuditFile) }
}
