import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpWorld } from './http-world.ts'

/** What the audit log says by now, oldest first. */
export async function auditOf({ service }: HttpWorld): Promise<Record<string, unknown>[]> {
  const trail = await readFile(join(service.config.dataDir, 'audit.jsonl'), 'utf8')
  return trail
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
