import { readCsvDevices } from './csv-devices.ts'
import type { HardwareFile } from './hardware-file.ts'
import { readPskcDevices } from './pskc-devices.ts'

export type HardwareFileFormat = 'csv' | 'pskc'

/** UTF-16 units; some ten thousand devices. */
const longestFile = 4 * 1024 * 1024

/** @param presharedKey - of an encrypted PSKC file; null: none was given */
export function readHardwareFile(
  format: HardwareFileFormat,
  content: string,
  presharedKey: Uint8Array | null,
): HardwareFile {
  if (content.length > longestFile) return { result: 'unreadable', fault: 'The file is too long.' }
  const text = content.replace(/^\uFEFF/, '')
  return format === 'csv' ? readCsvDevices(text) : readPskcDevices(text, presharedKey)
}
