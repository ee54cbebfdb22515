import { shortestSecretBytes } from '../../totp-secret-text.ts'
import { readCsvDevices } from './csv-devices.ts'
import type { HardwareFile } from './hardware-file.ts'
import { readPskcDevices } from './pskc-devices.ts'
import type { PskcKey } from './pskc-encryption.ts'

export type HardwareFileFormat = 'csv' | 'pskc'

/** In UTF-16 units; enough for about ten thousand devices. */
const longestFile = 4 * 1024 * 1024

/**
 * @param key - of an encrypted PSKC file; null: none was given
 * @param least - bytes of a secret
 */
export function readHardwareFile(
  format: HardwareFileFormat,
  content: string,
  key: PskcKey | null,
  least = shortestSecretBytes,
): HardwareFile {
  if (content.length > longestFile) return { result: 'unreadable', fault: 'The file is too long.' }
  const text = content.replace(/^\uFEFF/, '')
  return format === 'csv'
    ? readCsvDevices(text, ['serial', 'secret'], least)
    : readPskcDevices(text, key, least)
}
