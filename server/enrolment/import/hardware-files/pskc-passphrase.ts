import { pbkdf2Sync } from 'node:crypto'
import { readBase64 } from './base64.ts'
import type { Fault } from './hardware-file.ts'
import { descendant, type XmlElement } from './xml.ts'

/** RFC 6030 section 6.2 names PKCS #5's own; XML Encryption 1.1 section 5.4.1 has another for the same. */
const pbkdf2Names = [
  'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2',
  'http://www.w3.org/2009/xmlenc11#pbkdf2',
]
/** A few seconds of one processor. */
const mostIterations = 10_000_000
/** Of AES. */
const keyLengths = [16, 24, 32]

/**
 * The key that a passphrase and the parameters of a DerivedKey give (PKCS #5 PBKDF2). Writers disagree on the namespace of
 * the parameters, so any is read.
 */
export function deriveKey(derivedKey: XmlElement, passphrase: string): Uint8Array | Fault {
  const method = descendant(derivedKey, null, 'KeyDerivationMethod')
  const parameters = method === null ? null : descendant(method, null, 'PBKDF2-params')
  if (parameters === null || !pbkdf2Names.includes(method?.attributes.get('algorithm') ?? '')) {
    return { fault: 'The key is not made of the passphrase by PBKDF2, which is the only way that is read.' }
  }
  const salt = readBase64(descendant(parameters, null, 'Salt', 'Specified')?.text ?? '')
  const iterations = numberAt(parameters, 'IterationCount')
  const hash = hashOf(descendant(parameters, null, 'PRF')?.attributes.get('algorithm') ?? '')
  const keyLength =
    descendant(parameters, null, 'KeyLength') === null ? 16 : numberAt(parameters, 'KeyLength')
  if (salt === null) return { fault: 'The file does not say the salt of the passphrase.' }
  if (iterations === null || iterations > mostIterations) {
    return {
      fault: `The passphrase is hashed more than ${mostIterations} times, or the file does not say how often.`,
    }
  }
  if (hash === null) return { fault: 'The passphrase is hashed with another function than SHA-1 or SHA-2.' }
  if (keyLength === null || !keyLengths.includes(keyLength)) {
    return { fault: 'The length of the key that is made of the passphrase is no length of AES.' }
  }
  return new Uint8Array(pbkdf2Sync(passphrase, salt, iterations, keyLength, hash))
}

function numberAt(parameters: XmlElement, name: string): number | null {
  const text = descendant(parameters, null, name)?.text ?? ''
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}

/** HMAC-SHA-1 where the file says nothing (RFC 8018 appendix A.2); null: another one. */
function hashOf(prf: string): string | null {
  if (prf === '') return 'sha1'
  const [, hash = null] = /[#:/-]hmac-?(sha1|sha224|sha256|sha384|sha512)$/i.exec(prf) ?? []
  return hash?.toLowerCase() ?? null
}
