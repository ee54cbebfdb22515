import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The file that lines are appended to; the full ones before it are numbered from 1. */
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

/** Bytes of all files of the audit log. */
export async function trailBytes(folder: string): Promise<number> {
  const { numbers, hasCurrent } = await listAuditFiles(folder)
  const files = [...numbers.map(numberedAuditFile), ...(hasCurrent ? [currentAuditFile] : [])]
  // A file can be renamed or dropped at any time by the process that writes the log.
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
