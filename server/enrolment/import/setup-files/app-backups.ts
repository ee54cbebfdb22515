import {
  readAlgorithm,
  readBase32Secret,
  readDigits,
  readPeriod,
  typeFault,
} from '../hardware-files/device-values.ts'
import { isFault } from '../hardware-files/hardware-file.ts'
import { open2fas, openAegis } from './app-encryption.ts'
import { isObject, type JsonObject, parseJson, textOf } from './json-values.ts'
import { accountOf } from './otpauth-setups.ts'
import { type Reading, type SetupFile, type SetupRow, setupOf, unreadable } from './setup-file.ts'

/** Backups of authenticator apps, in JSON; where an app leaves a value out, it is the usual one. */

const needsPassphrase = 'The backup is encrypted, and no passphrase was given (--passphrase-file).'

/** Aegis' vault, plain or encrypted. */
export function readAegis(text: string, reading: Reading): SetupFile {
  const vault = parseJson(text)
  if (!isObject(vault) || !isObject(vault.header) || vault.db === undefined) {
    return unreadable('This is no vault of Aegis.')
  }
  let db: unknown = vault.db
  if (typeof db === 'string') {
    if (reading.passphrase === null) return unreadable(needsPassphrase)
    const content = openAegis(vault.header, db, reading.passphrase)
    if (isFault(content)) return unreadable(content.fault)
    db = parseJson(content)
  }
  if (!isObject(db) || !Array.isArray(db.entries)) return unreadable('This is no vault of Aegis.')
  return rowsOf(db.entries, reading, (entry) => {
    const info = isObject(entry.info) ? entry.info : {}
    return { ...info, type: entry.type, algorithm: info.algo, account: entry.name }
  })
}

/** 2FAS' backup, plain or encrypted. */
export function read2fas(text: string, reading: Reading): SetupFile {
  const backup = parseJson(text)
  if (!isObject(backup) || !Array.isArray(backup.services)) return unreadable('This is no backup of 2FAS.')
  let services: unknown = backup.services
  if (typeof backup.servicesEncrypted === 'string' && backup.servicesEncrypted !== '') {
    if (reading.passphrase === null) return unreadable(needsPassphrase)
    const content = open2fas(backup.servicesEncrypted, reading.passphrase)
    if (isFault(content)) return unreadable(content.fault)
    services = parseJson(content)
  }
  if (!Array.isArray(services)) return unreadable('This is no backup of 2FAS.')
  return rowsOf(services, reading, (service) => {
    const otp = isObject(service.otp) ? service.otp : {}
    return {
      ...otp,
      type: otp.tokenType,
      secret: service.secret,
      account: textOf(otp.account) || textOf(otp.label) || service.name,
    }
  })
}

/** andOTP's plain backup; an encrypted one is no text. */
export function readAndotp(text: string, reading: Reading): SetupFile {
  const entries = parseJson(text)
  if (!Array.isArray(entries)) {
    return unreadable(
      'This is no plain backup of andOTP; an encrypted one is to be exported anew without encryption.',
    )
  }
  return rowsOf(entries, reading, (entry) => ({ ...entry, account: entry.label }))
}

/** @param valuesOf - type, secret, algorithm, digits, period and account of an entry */
function rowsOf(
  entries: readonly unknown[],
  { least }: Reading,
  valuesOf: (entry: JsonObject) => JsonObject,
): SetupFile {
  if (entries.length === 0) return unreadable('There is no account in the backup.')
  const rows = entries.map((entry, i): SetupRow => {
    const at = `account ${i + 1}`
    if (!isObject(entry)) return { at, user: null, setup: { fault: 'The account cannot be read.' } }
    const { type, secret, algorithm, digits, period, account } = valuesOf(entry)
    const user = accountOf(textOf(account))
    const otherType = typeFault(textOf(type))
    const setup =
      otherType ??
      setupOf({
        totpSecret: readBase32Secret(textOf(secret), least),
        algorithm: readAlgorithm(textOf(algorithm)),
        digits: readDigits(textOf(digits)),
        period: readPeriod(textOf(period)),
      })
    return { at, user, setup }
  })
  return { result: 'read', rows }
}
