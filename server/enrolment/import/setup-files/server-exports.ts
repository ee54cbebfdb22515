import { createHash } from 'node:crypto'
import { readCsvDevices } from '../hardware-files/csv-devices.ts'
import {
  readAlgorithm,
  readDigits,
  readPeriod,
  readSecret,
  typeFault,
} from '../hardware-files/device-values.ts'
import type { Fault } from '../hardware-files/hardware-file.ts'
import { readHardwareFile } from '../hardware-files/read-hardware-file.ts'
import {
  fromDevices,
  type Reading,
  type SetupFile,
  type SetupRow,
  setupOf,
  unreadable,
} from './setup-file.ts'

/** What privacyIDEA's token janitor exports: PSKC with the key that it prints, or a table. */
export function readPrivacyidea(text: string, { least, passphrase }: Reading): SetupFile {
  const content = text.replace(/^\uFEFF/, '').trim()
  if (content.startsWith('gAAAA')) {
    return unreadable(
      "This is an export in privacyIDEA's own format, which is not read: export with --format pskc.",
    )
  }
  if (content.startsWith('<')) {
    return fromDevices(readHardwareFile('pskc', content, passphrase, least), 'key', () => true)
  }
  const file = readCsvDevices(content, ['user', 'serial', 'secret'], least)
  if (file.result === 'unreadable') {
    return unreadable(`This is no export of privacyIDEA with --format pskc or csv. ${file.fault}`)
  }
  // The owner is login@realm, with privacyIDEA's name of the realm.
  const rows = file.rows.map((row) => ({ ...row, user: row.user?.replace(/@[^@]*$/, '') || null }))
  return fromDevices({ result: 'read', rows }, 'row', () => true)
}

/** What multiOTP's command line encrypts with unless another key was set up. */
const usualKey = 'DefaultCliEncryptionKey'
/** Time-steps. */
const greatestOffset = 100

/**
 * A user's file of multiOTP (users/NAME.db): `name=value`, or `name:=value` where the value is masked with a key. The key is
 * the usual one or the passphrase, whichever the file's hash is of.
 */
export function readMultiotp(text: string, { least, passphrase }: Reading): Pick<SetupRow, 'setup' | 'note'> {
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  if (!/^multiotp-database-format-v\d+$/i.test(head.trim())) {
    return { setup: { fault: 'This is no file of a multiOTP user.' } }
  }
  const fields = new Map(
    lines.flatMap((line) => {
      const [, name, masked, value = ''] = /^([a-z0-9_]+)(:?)=(.*)$/i.exec(line.trim()) ?? []
      return name === undefined ? [] : [[name.toLowerCase(), { value, isMasked: masked === ':' }] as const]
    }),
  )
  const key = [usualKey, passphrase ?? ''].find(
    (each) => hashOf(each) === fields.get('encryption_hash')?.value,
  )
  const read = (name: string): string | Fault => {
    const field = fields.get(name)
    if (field === undefined) return ''
    if (!field.isMasked) return field.value.trim()
    return key === undefined ? otherKey : unmasked(name, field.value, key)
  }
  const seed = read('token_seed')
  const type = read('algorithm')
  if (typeof seed !== 'string') return { setup: seed }
  const otherType = typeof type !== 'string' ? type : type === '' ? noType : typeFault(type)
  if (otherType !== null) return { setup: otherType }
  const plain = (name: string) => fields.get(name)?.value.trim() ?? ''
  const period = readPeriod(plain('time_interval'))
  const offset = typeof period === 'number' ? offsetOf(plain('delta_time'), period) : 0
  const setup = setupOf({
    totpSecret: readSecret(seed, least),
    algorithm: readAlgorithm(plain('token_algo_suite')),
    digits: readDigits(plain('number_of_digits')),
    period,
    ...(offset === 0 ? {} : { stepOffset: offset }),
  })
  return plain('request_prefix_pin') === '1' ? { setup, note: pinNote } : { setup }
}

const otherKey: Fault = {
  fault: 'The secret is masked with another key: give encryption_key of multiOTP in --passphrase-file.',
}
const noType: Fault = { fault: 'The file does not say how its codes are made (algorithm).' }
const pinNote = 'The PIN in front of the code is not taken over: the password is asked for instead.'

function hashOf(key: string): string {
  return createHash('md5').update(`CaLcUlAtE${key}cOnTrOlHaSh`).digest('hex').toUpperCase()
}

function unmasked(name: string, value: string, key: string): string {
  const bytes = Buffer.from(value, 'base64')
  return bytes
    .map((byte, i) => byte ^ key.charCodeAt(i % key.length) ^ name.charCodeAt(i % name.length))
    .toString()
}

/** multiOTP keeps seconds. */
function offsetOf(seconds: string, period: number): number | Fault {
  const offset = /^-?\d{0,6}$/.test(seconds) ? Math.round(Number(seconds) / period) : Number.NaN
  return Math.abs(offset) <= greatestOffset
    ? offset
    : { fault: `The offset of its clock (delta_time) is more than ${greatestOffset} time-steps.` }
}
