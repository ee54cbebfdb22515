import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { readBase64 } from './base64.ts'
import { type Fault, isFault } from './hardware-file.ts'
import { deriveKey } from './pskc-passphrase.ts'
import { descendant, type XmlElement } from './xml.ts'

/**
 * Opens the encrypted values of one PSKC container.
 *
 * @param what - the value's name, for faults
 */
export type Opener = (value: XmlElement, what: string) => Uint8Array | Fault

/** A pre-shared key as bytes; or text that was typed for it: its hex, or the passphrase that it is made of. */
export type PskcKey = Uint8Array | string

export const pskc = 'urn:ietf:params:xml:ns:keyprov:pskc'
const xmlEncryption = 'http://www.w3.org/2001/04/xmlenc#'
const xmlSignature = 'http://www.w3.org/2000/09/xmldsig#'

const blockLength = 16

/** XML Encryption 1.1 section 5.2. */
const ciphers: ReadonlyMap<string, { readonly name: string; readonly keyLength: number }> = new Map([
  [`${xmlEncryption}aes128-cbc`, { name: 'aes-128-cbc', keyLength: 16 }],
  [`${xmlEncryption}aes192-cbc`, { name: 'aes-192-cbc', keyLength: 24 }],
  [`${xmlEncryption}aes256-cbc`, { name: 'aes-256-cbc', keyLength: 32 }],
])

/** RFC 6030 section 6.1.1 requires HMAC-SHA-1; the others are from RFC 4051. */
const hashes: ReadonlyMap<string, string> = new Map([
  [`${xmlSignature}hmac-sha1`, 'sha1'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha512', 'sha512'],
])

/**
 * RFC 6030 section 6: values encrypted with a pre-shared key (6.1) or one made of a passphrase (6.2), each with a MAC over
 * its initialisation vector and ciphertext, which is compared before anything is decrypted. Where the file has no key for
 * the MACs, it is the key of the values.
 *
 * @param given - null: no key was given
 */
export function openerOf(container: XmlElement, given: PskcKey | null): Opener {
  const kind = kindOfKey(container)
  if (kind === null) {
    return (_, what) => ({
      fault: `The ${what} is encrypted neither with a pre-shared key nor with a passphrase, which are the ways that are read.`,
    })
  }
  const name = typeof kind === 'string' ? 'pre-shared key' : 'passphrase'
  if (given === null) {
    return (_, what) => ({ fault: `The ${what} is encrypted, and no ${name} was given.` })
  }
  const macMethod = descendant(container, pskc, 'MACMethod')
  const hash = hashes.get(macMethod?.attributes.get('algorithm') ?? '')
  if (macMethod === null || hash === undefined) {
    return () => ({
      fault: 'The file does not say how it is protected against changes, or says it in an unknown way.',
    })
  }
  const key = keyOf(kind, given)
  if (isFault(key)) return () => key
  const encryptedMacKey = descendant(macMethod, pskc, 'MACKey')
  const macKeyFor = (what: string) =>
    encryptedMacKey === null ? key : decrypt(readEncrypted(encryptedMacKey, what), key, what, name)

  return (element, what) => {
    const value = descendant(element, pskc, 'EncryptedValue')
    const encrypted = value === null ? { fault: `There is no ${what}.` } : readEncrypted(value, what)
    if (isFault(encrypted)) return encrypted
    const macKey = macKeyFor(what)
    if (isFault(macKey)) return macKey
    const mac = readBase64(descendant(element, pskc, 'ValueMAC')?.text ?? '')
    const expected = createHmac(hash, macKey).update(encrypted.bytes).digest()
    if (mac === null || mac.length !== expected.length || !timingSafeEqual(mac, expected)) {
      return wrongKey(what, name)
    }
    return decrypt(encrypted, key, what, name)
  }
}

/** What the file says of its key: the parameters of a passphrase, or that it was agreed upon; null: something else. */
function kindOfKey(container: XmlElement): XmlElement | 'pre-shared' | null {
  const encryptionKey = descendant(container, pskc, 'EncryptionKey')
  if (encryptionKey === null) return 'pre-shared'
  const derivedKey = descendant(encryptionKey, null, 'DerivedKey')
  if (derivedKey !== null) return derivedKey
  return descendant(encryptionKey, xmlSignature, 'KeyName') === null ? null : 'pre-shared'
}

function keyOf(kind: XmlElement | 'pre-shared', given: PskcKey): Uint8Array | Fault {
  if (typeof kind !== 'string') {
    return typeof given === 'string'
      ? deriveKey(kind, given)
      : {
          fault:
            'The file is encrypted with a passphrase: import it with --passphrase-file on the command line.',
        }
  }
  if (typeof given !== 'string') return given
  const hex = given.replace(/\s/g, '')
  return /^([0-9a-f]{2})+$/i.test(hex)
    ? new Uint8Array(Buffer.from(hex, 'hex'))
    : { fault: 'The file is encrypted with a pre-shared key, and what was given is no hex.' }
}

interface Encrypted {
  readonly cipher: string
  readonly keyLength: number
  /** Initialisation vector and ciphertext. */
  readonly bytes: Uint8Array
}

function wrongKey(what: string, name: string): Fault {
  return { fault: `The ${what} cannot be decrypted: the ${name} is another, or the file was altered.` }
}

function readEncrypted(value: XmlElement, what: string): Encrypted | Fault {
  const method = descendant(value, xmlEncryption, 'EncryptionMethod')?.attributes.get('algorithm')
  const cipher = ciphers.get(method ?? '')
  if (cipher === undefined)
    return { fault: `The ${what} is encrypted in a way that is not read; AES-CBC is.` }
  const bytes = readBase64(descendant(value, xmlEncryption, 'CipherData', 'CipherValue')?.text ?? '')
  if (bytes === null || bytes.length < 2 * blockLength || bytes.length % blockLength !== 0) {
    return { fault: `The encrypted ${what} is incomplete.` }
  }
  return { cipher: cipher.name, keyLength: cipher.keyLength, bytes }
}

/** The last byte tells the length of the padding, whose other bytes may be anything (XML Encryption 1.1 section 5.2.1). */
function decrypt(
  encrypted: Encrypted | Fault,
  key: Uint8Array,
  what: string,
  name: string,
): Uint8Array | Fault {
  if (isFault(encrypted)) return encrypted
  const { cipher, keyLength, bytes } = encrypted
  if (key.length !== keyLength) {
    return { fault: `The ${name} must have ${keyLength} bytes (${2 * keyLength} hex digits).` }
  }
  const decipher = createDecipheriv(cipher, key, bytes.subarray(0, blockLength)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes.subarray(blockLength)), decipher.final()])
  const padding = padded.at(-1) ?? 0
  return padding < 1 || padding > blockLength ? wrongKey(what, name) : padded.subarray(0, -padding)
}
