import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { createSealing } from '../state/keys/sealing.ts'

/** A master key as it may lie beside a backup: it opens with a passphrase alone. */
interface SealedKey {
  readonly kind: 'ringlock-sealed-key'
  readonly version: 1
  readonly keyId: string
  /** Of scrypt (RFC 7914), base64url. */
  readonly salt: string
  readonly nonce: string
  /** AES-256-GCM, its tag at the end. */
  readonly sealed: string
}

/** 128 MB and about half a second for each guess (OWASP's choice for scrypt). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const [saltBytes, nonceBytes, tagBytes, keyBytes] = [16, 12, 16, 32]
const algorithm = 'aes-256-gcm'

/** A line of JSON. */
export async function sealKey(masterKey: Uint8Array, passphrase: string): Promise<string> {
  const { keyId } = createSealing(masterKey)
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)]
  const cipher = createCipheriv(algorithm, await keyFrom(passphrase, salt), nonce, {
    authTagLength: tagBytes,
  })
  cipher.setAAD(Buffer.from(keyId))
  const sealed = Buffer.concat([cipher.update(masterKey), cipher.final(), cipher.getAuthTag()])
  const file: SealedKey = {
    ...{ kind: 'ringlock-sealed-key', version: 1, keyId },
    ...{ salt: toText(salt), nonce: toText(nonce), sealed: toText(sealed) },
  }
  return JSON.stringify(file)
}

/** `not-sealed`: this is no such file. `wrong`: another passphrase, or it was altered. */
export async function openKey(text: string, passphrase: string): Promise<Buffer | 'not-sealed' | 'wrong'> {
  const file = parse(text)
  if (file === null) return 'not-sealed'
  const [salt, nonce, sealed] = [file.salt, file.nonce, file.sealed].map((part) =>
    Buffer.from(part, 'base64url'),
  )
  if (!salt || nonce?.length !== nonceBytes || !sealed || sealed.length < tagBytes) return 'not-sealed'
  const decipher = createDecipheriv(algorithm, await keyFrom(passphrase, salt), nonce, {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(file.keyId)).setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
  } catch {
    return 'wrong'
  }
}

function parse(text: string): SealedKey | null {
  try {
    const file = JSON.parse(text) as SealedKey
    const texts = [file.keyId, file.salt, file.nonce, file.sealed]
    const isOurs = file.kind === 'ringlock-sealed-key' && file.version === 1
    return isOurs && texts.every((part) => typeof part === 'string') ? file : null
  } catch {
    return null
  }
}

function keyFrom(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, keyBytes, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url')
}
