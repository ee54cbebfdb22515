import { shortestSecretBytes } from '../../totp-secret-text.ts'
import { readBase64 } from './base64.ts'
import { readAlgorithm, readDigits, readPeriod, readSerial, secretFaults } from './device-values.ts'
import { type DeviceRow, deviceRow, type Fault, type HardwareFile, isFault } from './hardware-file.ts'
import { type Opener, openerOf, pskc } from './pskc-encryption.ts'
import { descendant, parseXml, type XmlElement } from './xml.ts'

const totp = 'urn:ietf:params:xml:ns:keyprov:pskc:totp'
const longestSecretBytes = 128
/** Time-steps; a device whose clock is further off is of no use. */
const greatestDrift = 100

/**
 * A key container of RFC 6030, plain or encrypted with a pre-shared key; each of its key packages is a row. Only TOTP keys are
 * devices here. Policies (section 5), such as an expiry date, are the vendor's and are not looked at.
 *
 * @param presharedKey - null: none was given
 */
export function readPskcDevices(text: string, presharedKey: Uint8Array | null): HardwareFile {
  const root = parseXml(text)
  if (isFault(root)) return { result: 'unreadable', fault: root.fault }
  if (root.name !== 'KeyContainer' || root.namespace !== pskc) {
    return { result: 'unreadable', fault: 'The file is no PSKC key container (RFC 6030).' }
  }
  const packages = root.children.filter(({ name, namespace }) => name === 'KeyPackage' && namespace === pskc)
  if (packages.length === 0) return { result: 'unreadable', fault: 'There is no key in the container.' }
  const open = openerOf(root, presharedKey)
  return { result: 'read', rows: packages.map((each, i) => readPackage(i + 1, each, open)) }
}

function readPackage(row: number, keyPackage: XmlElement, open: Opener): DeviceRow {
  const key = descendant(keyPackage, pskc, 'Key')
  const user = textAt(key, 'UserId') || textAt(keyPackage, 'DeviceInfo', 'UserId') || null
  const serial = readSerial(textAt(keyPackage, 'DeviceInfo', 'SerialNo') || (key?.attributes.get('Id') ?? ''))
  const about = { row, serial: isFault(serial) ? null : serial, user }
  if (key === null) return { ...about, device: { fault: 'There is no key.' } }
  if (key.attributes.get('Algorithm') !== totp)
    return { ...about, device: { fault: 'The key is not for TOTP.' } }

  const parameters = descendant(key, pskc, 'AlgorithmParameters')
  return deviceRow(about, {
    serial,
    totpSecret: readSecret(key, open),
    algorithm: readAlgorithm(textAt(parameters, 'Suite')),
    digits: readFormat(parameters),
    period: readPeriod(textAt(key, 'Data', 'TimeInterval', 'PlainValue')),
    stepOffset: readDrift(textAt(key, 'Data', 'TimeDrift', 'PlainValue')),
  })
}

function readSecret(key: XmlElement, open: Opener): Uint8Array | Fault {
  const secret = descendant(key, pskc, 'Data', 'Secret')
  if (secret === null) return { fault: 'There is no secret.' }
  const plain = descendant(secret, pskc, 'PlainValue')
  const bytes = plain === null ? open(secret) : readBase64(plain.text)
  if (bytes === null) return { fault: 'The secret is not base64.' }
  if (isFault(bytes)) return bytes
  if (bytes.length > longestSecretBytes) return { fault: 'The secret is too long.' }
  return bytes.length < shortestSecretBytes ? { fault: secretFaults['too-short'] } : bytes
}

function readFormat(parameters: XmlElement | null) {
  const format = parameters === null ? null : descendant(parameters, pskc, 'ResponseFormat')
  const { attributes } = format ?? { attributes: new Map<string, string>() }
  if ((attributes.get('Encoding') ?? 'DECIMAL') !== 'DECIMAL')
    return { fault: 'The code is not made of decimal digits.' }
  if (isTrue(attributes.get('CheckDigits'))) return { fault: 'The code has a check digit.' }
  return readDigits(attributes.get('Length') ?? '')
}

const isTrue = (value: string | undefined) => value === 'true' || value === '1'

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
