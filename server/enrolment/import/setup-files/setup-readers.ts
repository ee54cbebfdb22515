import { readHardwareFile } from '../hardware-files/read-hardware-file.ts'
import { readMigrationSetups } from './migration-setups.ts'
import { readOtpauthSetups } from './otpauth-setups.ts'
import { fromDevices, type Reading, readCsvSetups, type SetupFile } from './setup-file.ts'

/** What `ringlock import KIND FILE` reads, a line a kind. */
export const setupReaders: ReadonlyMap<string, (text: string, reading: Reading) => SetupFile> = new Map([
  ['csv', readCsvSetups],
  ['otpauth', readOtpauthSetups],
  ['otpauth-migration', readMigrationSetups],
  ['pskc', readPskcSetups],
])

function readPskcSetups(text: string, { passphrase, least }: Reading): SetupFile {
  return fromDevices(readHardwareFile('pskc', text, passphrase, least), 'key', () => true)
}
