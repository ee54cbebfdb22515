import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { readBase64 } from './base64.ts'
import { type Fault, isFault } from './hardware-file.ts'
import { descendant, type XmlElement } from './xml.ts'

/** Opens the encrypted values of one PSKC container. */
export type Opener = (secret: XmlElement) => Uint8Array | Fault

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

/** RFC 6030 section 6.1.1 asks for HMAC-SHA-1; the others are of RFC 4051. */
const hashes: ReadonlyMap<string, string> = new Map([
  [`${xmlSignature}hmac-sha1`, 'sha1'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha512', 'sha512'],
])

const wrongKey = {
  fault: 'The secret cannot be decrypted: the pre-shared key is another, or the file was altered.',
}

/**
 * RFC 6030 section 6.1: values encrypted with a pre-shared key, each with a MAC over its initialisation vector and ciphertext,
 * which is compared before anything is decrypted. Where the file has no key for the MACs, it is the pre-shared one.
 *
 * @param presharedKey - null: none was given
 */
export function openerOf(container: XmlElement, presharedKey: Uint8Array | null): Opener {
  const faulty =
    (fault: string): Opener =>
    () => ({ fault })
  const encryptionKey = descendant(container, pskc, 'EncryptionKey')
  if (encryptionKey !== null && descendant(encryptionKey, xmlSignature, 'KeyName') === null) {
    return faulty('The secret is not encrypted with a pre-shared key, which is the only way that is read.')
  }
  if (presharedKey === null) return faulty('The secret is encrypted, and no pre-shared key was given.')

  const macMethod = descendant(container, pskc, 'MACMethod')
  const hash = hashes.get(macMethod?.attributes.get('Algorithm') ?? '')
  if (macMethod === null || hash === undefined) {
    return faulty('The file does not say how it is protected against changes, or says it in an unknown way.')
  }
  const encryptedMacKey = descendant(macMethod, pskc, 'MACKey')
  const macKey =
    encryptedMacKey === null ? presharedKey : decrypt(readEncrypted(encryptedMacKey), presharedKey)
  if (isFault(macKey)) return () => macKey

  return (secret) => {
    const value = descendant(secret, pskc, 'EncryptedValue')
    const encrypted = value === null ? missing : readEncrypted(value)
    if (isFault(encrypted)) return encrypted
    const mac = readBase64(descendant(secret, pskc, 'ValueMAC')?.text ?? '')
    const expected = createHmac(hash, macKey).update(encrypted.bytes).digest()
    if (mac === null || mac.length !== expected.length || !timingSafeEqual(mac, expected)) return wrongKey
    return decrypt(encrypted, presharedKey)
  }
}

interface Encrypted {
  readonly cipher: string
  readonly keyLength: number
  /** Initialisation vector and ciphertext. */
  readonly bytes: Uint8Array
}

const missing = { fault: 'There is no secret.' }

function readEncrypted(value: XmlElement): Encrypted | Fault {
  const method = descendant(value, xmlEncryption, 'EncryptionMethod')?.attributes.get('Algorithm')
  const cipher = ciphers.get(method ?? '')
  if (cipher === undefined) return { fault: 'The secret is encrypted in a way that is not read; AES-CBC is.' }
  const bytes = readBase64(descendant(value, xmlEncryption, 'CipherData', 'CipherValue')?.text ?? '')
  if (bytes === null || bytes.length < 2 * blockLength || bytes.length % blockLength !== 0) {
    return { fault: 'The encrypted secret is incomplete.' }
  }
  return { cipher: cipher.name, keyLength: cipher.keyLength, bytes }
}

/** The last byte tells the length of the padding, whose other bytes may be anything (XML Encryption 1.1 section 5.2.1). */
function decrypt(encrypted: Encrypted | Fault, key: Uint8Array): Uint8Array | Fault {
  if (isFault(encrypted)) return encrypted
  const { cipher, keyLength, bytes } = encrypted
  if (key.length !== keyLength) {
    return { fault: `The pre-shared key must have ${keyLength} bytes (${2 * keyLength} hex digits).` }
  }
  const decipher = createDecipheriv(cipher, key, bytes.subarray(0, blockLength)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes.subarray(blockLength)), decipher.final()])
  const padding = padded.at(-1) ?? 0
  return padding < 1 || padding > blockLength ? wrongKey : padded.subarray(0, -padding)
}
