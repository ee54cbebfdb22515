import { readBase64 } from './base64.ts'
import {
  countsLogins,
  longEnough,
  readAlgorithm,
  readDigits,
  readPeriod,
  readSerial,
} from './device-values.ts'
import { type DeviceRow, deviceRow, type Fault, type HardwareFile, isFault } from './hardware-file.ts'
import { type Opener, openerOf, type PskcKey, pskc } from './pskc-encryption.ts'
import { descendant, isNamed, parseXml, type XmlElement } from './xml.ts'

/** `urn:ietf:params:xml:ns:keyprov:pskc:totp`; drafts of the RFC had other names before the last part. */
const algorithmName = /(?:^|[:#])(totp|hotp)$/
/** Time-steps; a device whose clock is further off is of no use. */
const greatestDrift = 100

/**
 * A key container of RFC 6030, plain or encrypted with a pre-shared key or a passphrase; each of its key packages is a row.
 * Only TOTP keys are devices here. Of policies (section 5) the use of a PIN is looked at, because it changes the code; others,
 * such as an expiry date, are the vendor's.
 *
 * @param given - null: no key was given
 * @param least - bytes of a secret
 */
export function readPskcDevices(text: string, given: PskcKey | null, least: number): HardwareFile {
  const root = parseXml(text)
  if (isFault(root)) return { result: 'unreadable', fault: root.fault }
  if (!isNamed(root, pskc, 'KeyContainer')) {
    return { result: 'unreadable', fault: 'The file is no PSKC key container (RFC 6030).' }
  }
  const packages = root.children.filter((child) => isNamed(child, pskc, 'KeyPackage'))
  if (packages.length === 0) return { result: 'unreadable', fault: 'There is no key in the container.' }
  const open = openerOf(root, given)
  return { result: 'read', rows: packages.map((each, i) => readPackage(i + 1, each, open, least)) }
}

function readPackage(row: number, keyPackage: XmlElement, open: Opener, least: number): DeviceRow {
  const key = descendant(keyPackage, pskc, 'Key')
  const user = textAt(key, 'UserId') || textAt(keyPackage, 'DeviceInfo', 'UserId') || null
  const serial = readSerial(textAt(keyPackage, 'DeviceInfo', 'SerialNo') || (key?.attributes.get('id') ?? ''))
  const about = { row, serial: isFault(serial) ? null : serial, user }
  if (key === null) return { ...about, device: { fault: 'There is no key.' } }
  const [, kind] = algorithmName.exec(key.attributes.get('algorithm') ?? '') ?? []
  if (kind === 'hotp') return { ...about, device: countsLogins }
  if (kind !== 'totp') return { ...about, device: { fault: 'The key is not for TOTP.' } }
  const pinUse = descendant(key, pskc, 'Policy', 'PINPolicy')?.attributes.get('pinusagemode') ?? 'Local'
  if (pinUse !== 'Local') return { ...about, device: { fault: 'A PIN is part of its codes (PINUsageMode).' } }

  const parameters = descendant(key, pskc, 'AlgorithmParameters')
  const isPrivacyidea = textAt(key, 'Issuer') === 'privacyIDEA'
  const number = (name: string, what: string) => {
    const text = readNumber(key, name, what, open)
    return isPrivacyidea && text === 'None' ? '' : text
  }
  const interval = number('TimeInterval', 'time interval')
  const period = isFault(interval) ? interval : readPeriod(interval)
  const drift = number('TimeDrift', 'time drift')
  return deviceRow(about, {
    serial,
    totpSecret: readSecret(key, open, least),
    algorithm: readSuite(parameters),
    digits: readFormat(parameters),
    period,
    stepOffset: isFault(drift)
      ? drift
      : readDrift(isPrivacyidea && !isFault(period) ? inSteps(drift, period) : drift),
  })
}

function readSecret(key: XmlElement, open: Opener, least: number): Uint8Array | Fault {
  const secret = descendant(key, pskc, 'Data', 'Secret')
  if (secret === null) return { fault: 'There is no secret.' }
  const plain = descendant(secret, pskc, 'PlainValue')
  const bytes = plain === null ? open(secret, 'secret') : readBase64(plain.text)
  if (bytes === null) return { fault: 'The secret is not base64.' }
  if (isFault(bytes)) return bytes
  return longEnough(bytes, least)
}

/**
 * A number as digits, '' where there is none. Encrypted ones are digits too, or the bytes of the integer, highest first
 * (RFC 6030 section 4.2 leaves it to the data type): both are in use.
 */
function readNumber(key: XmlElement, name: string, what: string, open: Opener): string | Fault {
  const element = descendant(key, pskc, 'Data', name)
  if (element === null) return ''
  const plain = descendant(element, pskc, 'PlainValue')
  if (plain !== null) return plain.text
  const bytes = open(element, what)
  if (isFault(bytes)) return bytes
  const text = Buffer.from(bytes).toString('latin1')
  if (/^[+-]?\d+$/.test(text)) return text
  return bytes.length < 1 || bytes.length > 8
    ? { fault: `The ${what} is no number.` }
    : String(BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`)))
}

/** privacyIDEA writes the name of the hash as an attribute. */
function readSuite(parameters: XmlElement | null) {
  const suite = parameters === null ? null : descendant(parameters, pskc, 'Suite')
  return readAlgorithm(suite?.text || (suite?.attributes.get('hashalgo') ?? ''))
}

function readFormat(parameters: XmlElement | null) {
  const format = parameters === null ? null : descendant(parameters, pskc, 'ResponseFormat')
  const { attributes } = format ?? { attributes: new Map<string, string>() }
  if ((attributes.get('encoding') ?? 'DECIMAL') !== 'DECIMAL')
    return { fault: 'The code is not made of decimal digits.' }
  if (isTrue(attributes.get('checkdigits'))) return { fault: 'The code has a check digit.' }
  return readDigits(attributes.get('length') ?? '')
}

const isTrue = (value: string | undefined) => value === 'true' || value === '1'

/** privacyIDEA writes its seconds (`timeShift`), with a fraction, where the RFC has time-steps. */
function inSteps(seconds: string, period: number): string {
  return /^-?\d+(\.\d+)?$/.test(seconds) ? String(Math.round(Number(seconds) / period)) : seconds
}

/** Time-steps that the device is ahead of the server (RFC 6030 section 4.2). */
function readDrift(text: string): number | Fault {
  if (text === '') return 0
  const drift = /^[+-]?\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  return Math.abs(drift) <= greatestDrift
    ? drift
    : { fault: `The time drift is no number of time-steps up to ${greatestDrift}.` }
}

function textAt(element: XmlElement | null, ...names: readonly string[]): string {
  return element === null ? '' : (descendant(element, pskc, ...names)?.text ?? '')
}
