import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { SealOwner } from '../contract/keys.ts'

/**
 * What the master key does. It seals with AES-256-GCM, the key's id in front: TOTP secrets with the userKey and the
 * authenticator's id as associated data, so that one moved to another user or authenticator does not open, and texts with
 * whatever they belong to. Every key is derived from it (HKDF, RFC 5869), so none is the master key itself.
 */
export interface Sealing {
  /** Tells master keys apart, and nothing about them. */
  readonly keyId: string
  seal(totpSecret: Uint8Array, owner: SealOwner): string
  /** Throws {@link SealError} when the key, the owner or a single bit is another. */
  unseal(sealed: string, owner: SealOwner): Uint8Array
  /** @param context - what the text belongs to; it opens in no other */
  sealText(text: string, context: string): string
  /** Throws {@link SealError} when the key, the context or a single bit is another. */
  unsealText(sealed: string, context: string): string
  /**
   * TotpAuthenticator.secretPrint: the same for the same secret, under later master keys too, and nothing about it without
   * the master key.
   */
  secretPrint(totpSecret: Uint8Array): string
  /** For login/recovery-code.ts. */
  readonly recoveryCodeHashKey: Uint8Array
  /** That one, and those of earlier master keys: a hash cannot be computed anew without its code. */
  readonly recoveryCodeHashKeys: readonly Uint8Array[]
  /** For the hashes of mailed codes. */
  readonly emailCodeHashKey: Uint8Array
  /** That one, and the one of the master key before. */
  readonly emailCodeHashKeys: readonly Uint8Array[]
  /** For the prints of failures (throttling.ts). Under another master key each counts once more. */
  readonly failurePrintKey: Uint8Array
  /** Signs widget tokens; 32 bytes. */
  readonly tokenKey: Uint8Array
  /** Draws whose time an unknown user takes (users/directory.ts). */
  readonly unknownUserKey: Uint8Array
}

/** Keys of earlier master keys that stored hashes and prints still hang on. */
export interface CarriedKeys {
  /** null: there was no earlier master key. */
  readonly secretPrintKey: Uint8Array | null
  /** The newest first. */
  readonly recoveryCodeHashKeys: readonly Uint8Array[]
  readonly emailCodeHashKeys: readonly Uint8Array[]
}

export class SealError extends Error {
  override readonly name = 'SealError'
}

export const masterKeyBytes = 32
const derivedKeyBytes = 32

const algorithm = 'aes-256-gcm'
/** NIST SP 800-38D section 8.2.2: random, and far fewer than 2^32 of them under one key. */
const nonceBytes = 12
const authTagLength = 16

const nothingCarried: CarriedKeys = { secretPrintKey: null, recoveryCodeHashKeys: [], emailCodeHashKeys: [] }

/** @param masterKey - {@link masterKeyBytes} bytes from a CSPRNG */
export function createSealing(masterKey: Uint8Array, carried: CarriedKeys = nothingCarried): Sealing {
  if (masterKey.length !== masterKeyBytes) throw new RangeError(`a master key has ${masterKeyBytes} bytes`)
  const keyId = createHash('sha256').update(derive(masterKey, 'key id')).digest().subarray(0, 6)
  const secrets = createSeal(derive(masterKey, 'sealing'), keyId)
  const texts = createSeal(derive(masterKey, 'sealing of texts'), keyId)
  const printKey = carried.secretPrintKey ?? derive(masterKey, 'secret prints')
  const recoveryCodeHashKey = derive(masterKey, 'recovery code hashes')
  const emailCodeHashKey = derive(masterKey, 'email code hashes')

  return {
    keyId: toText(keyId),
    seal: (totpSecret, owner) => secrets.seal(totpSecret, ownerText(owner)),
    unseal: (sealed, owner) => secrets.unseal(sealed, ownerText(owner)),
    sealText: (text, context) => texts.seal(Buffer.from(text), context),
    unsealText: (sealed, context) => texts.unseal(sealed, context).toString(),
    secretPrint: (totpSecret) => toText(createHmac('sha256', printKey).update(totpSecret).digest()),
    recoveryCodeHashKey,
    recoveryCodeHashKeys: [recoveryCodeHashKey, ...carried.recoveryCodeHashKeys],
    emailCodeHashKey,
    emailCodeHashKeys: [emailCodeHashKey, ...carried.emailCodeHashKeys],
    failurePrintKey: derive(masterKey, 'failure prints'),
    tokenKey: derive(masterKey, 'widget tokens'),
    unknownUserKey: derive(masterKey, 'unknown users'),
  }
}

/** What the next master key has to carry: mailed codes are over before it is replaced in turn. */
export function carryOver(masterKey: Uint8Array, carried: CarriedKeys = nothingCarried): CarriedKeys {
  return {
    secretPrintKey: carried.secretPrintKey ?? derive(masterKey, 'secret prints'),
    recoveryCodeHashKeys: [derive(masterKey, 'recovery code hashes'), ...carried.recoveryCodeHashKeys],
    emailCodeHashKeys: [derive(masterKey, 'email code hashes')],
  }
}

/** The id of the master key that sealed something; null: it is nothing sealed. */
export function sealedWith(sealed: string): string | null {
  return /^v1\.([\w-]+)\./.exec(sealed)?.[1] ?? null
}

/** Bytes of what is sealed: AES-GCM keeps the length. */
export function sealedLength(sealed: string): number {
  return Buffer.from(sealed.split('.')[3] ?? '', 'base64url').length
}

interface Seal {
  seal(plain: Uint8Array, associatedData: string): string
  unseal(sealed: string, associatedData: string): Buffer
}

function createSeal(key: Buffer, keyId: Buffer): Seal {
  return {
    seal(plain, associatedData) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength })
      cipher.setAAD(Buffer.from(associatedData))
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
      return ['v1', ...[keyId, nonce, ciphertext, cipher.getAuthTag()].map(toText)].join('.')
    },

    unseal(sealed, associatedData) {
      const [version, ...fields] = sealed.split('.')
      const [id, nonce, ciphertext, tag] = fields.map(fromText)
      if (version !== 'v1' || fields.length !== 4 || !id || !nonce || !ciphertext || !tag) {
        throw new SealError('this is nothing sealed')
      }
      if (!keyId.equals(id)) throw new SealError(`sealed with another master key (${toText(id)})`)
      try {
        const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength })
        decipher.setAAD(Buffer.from(associatedData)).setAuthTag(tag)
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      } catch (cause) {
        throw new SealError('what is sealed was altered, or belongs elsewhere', { cause })
      }
    },
  }
}

function derive(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `ringlock ${purpose} v1`, derivedKeyBytes))
}

/** No authenticator's id has a NUL, so that no two owners look alike. */
function ownerText({ userKey, authenticatorId }: SealOwner): string {
  return `${userKey}\0${authenticatorId}`
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/** null: not as {@link toText} writes it. One spelling only, so that no bit of the text can be another. */
function fromText(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return toText(bytes) === text ? bytes : null
}
