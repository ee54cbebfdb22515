import { readFile } from 'node:fs/promises'
import { ConfigError, type FileAt } from '../config/load-config.ts'

/** Certificates (PEM) to trust; null: the usual authorities. Rejects with ConfigError when they cannot be read. */
export async function readCertificates(ca: FileAt | null): Promise<string | null> {
  if (ca === null) return null
  try {
    return await readFile(ca.path, 'utf8')
  } catch (error) {
    throw new ConfigError([{ ...ca.at, found: (error as Error).message, expected: 'certificates (PEM)' }])
  }
}
