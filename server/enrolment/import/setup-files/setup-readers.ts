import { basename, dirname } from 'node:path'
import { readHardwareFile } from '../hardware-files/read-hardware-file.ts'
import { read2fas, readAegis, readAndotp } from './app-backups.ts'
import { readLibpamSetup } from './libpam-setup.ts'
import { readMigrationSetups } from './migration-setups.ts'
import { readOtpauthSetups } from './otpauth-setups.ts'
import { readMultiotp, readPrivacyidea } from './server-exports.ts'
import { fromDevices, type Reading, readCsvSetups, type SetupFile, type SetupRow } from './setup-file.ts'

/** What `ringlock import KIND FILE` reads, a line a kind. */
export const setupReaders: ReadonlyMap<string, (text: string, reading: Reading) => SetupFile> = new Map([
  ['2fas', read2fas],
  ['aegis', readAegis],
  ['andotp', readAndotp],
  ['csv', readCsvSetups],
  ['otpauth', readOtpauthSetups],
  ['otpauth-migration', readMigrationSetups],
  ['privacyidea', readPrivacyidea],
  ['pskc', readPskcSetups],
])

/** Of kinds with a file for each user, whose name is in its path. */
export interface UserFileKind {
  readonly read: (text: string, reading: Reading) => Pick<SetupRow, 'setup' | 'note'>
  readonly userOf: (path: string) => string
}

export const setupFilesOfUsers: ReadonlyMap<string, UserFileKind> = new Map([
  ['libpam', { read: readLibpamSetup, userOf: (path: string) => basename(dirname(path)) }],
  ['multiotp', { read: readMultiotp, userOf: (path: string) => basename(path, '.db') }],
])

function readPskcSetups(text: string, { passphrase, least }: Reading): SetupFile {
  return fromDevices(readHardwareFile('pskc', text, passphrase, least), 'key', () => true)
}
