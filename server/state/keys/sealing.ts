import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { SealOwner } from '../contract/keys.ts'

/**
 * What a master key is used for. It seals with AES-256-GCM and puts its id in front. A TOTP secret has the userKey and the
 * authenticator's id as associated data, so that it does not open when it is moved to another; a text has its context. All keys
 * are derived from the master key (HKDF, RFC 5869), which is never used itself.
 */
export interface Sealing {
  /** Distinguishes master keys without revealing anything about them. */
  readonly keyId: string
  seal(totpSecret: Uint8Array, owner: SealOwner): string
  /** Throws {@link SealError} if the key, the owner or a single bit differs. */
  unseal(sealed: string, owner: SealOwner): Uint8Array
  /** @param context - what the text belongs to; it opens in no other context */
  sealText(text: string, context: string): string
  /** Throws {@link SealError} if the key, the context or a single bit differs. */
  unsealText(sealed: string, context: string): string
  /**
   * TotpAuthenticator.secretPrint: equal for equal secrets, under later master keys too; without the master key it reveals
   * nothing.
   */
  secretPrint(totpSecret: Uint8Array): string
  /** For login/recovery-code.ts. */
  readonly recoveryCodeHashKey: Uint8Array
  /** The current key and those of earlier master keys, because a hash cannot be renewed without its code. */
  readonly recoveryCodeHashKeys: readonly Uint8Array[]
  /** For the hashes of mailed codes. */
  readonly emailCodeHashKey: Uint8Array
  /** The current key and that of the previous master key. */
  readonly emailCodeHashKeys: readonly Uint8Array[]
  /** For the prints of failures (throttling.ts). After a rotation, each failure may count once more. */
  readonly failurePrintKey: Uint8Array
  /** Signs widget tokens; 32 bytes. */
  readonly tokenKey: Uint8Array
  /** Chooses the delay for unknown users (users/directory.ts). */
  readonly unknownUserKey: Uint8Array
  /** Proves that a backup is as it was made. */
  readonly backupKey: Uint8Array
}

/** Keys derived from earlier master keys that stored hashes and prints still depend on. */
export interface CarriedKeys {
  /** null if there was no earlier master key. */
  readonly secretPrintKey: Uint8Array | null
  /** Newest first. */
  readonly recoveryCodeHashKeys: readonly Uint8Array[]
  readonly emailCodeHashKeys: readonly Uint8Array[]
}

export class SealError extends Error {
  override readonly name = 'SealError'
}

export const masterKeyBytes = 32
const derivedKeyBytes = 32

const algorithm = 'aes-256-gcm'
/** NIST SP 800-38D section 8.2.2: random nonces are safe, because one key seals far fewer than 2^32 texts. */
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
    backupKey: derive(masterKey, 'backups'),
  }
}

/**
 * What is stored with the next master key. Keys of mailed codes are left out, because those codes expire before the next
 * rotation.
 */
export function carryOver(masterKey: Uint8Array, carried: CarriedKeys = nothingCarried): CarriedKeys {
  return {
    secretPrintKey: carried.secretPrintKey ?? derive(masterKey, 'secret prints'),
    recoveryCodeHashKeys: [derive(masterKey, 'recovery code hashes'), ...carried.recoveryCodeHashKeys],
    emailCodeHashKeys: [derive(masterKey, 'email code hashes')],
  }
}

/** Id of the master key that sealed a text; null if it is not sealed. */
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

/** Ids of authenticators contain no NUL, so this text is unique to its owner. */
function ownerText({ userKey, authenticatorId }: SealOwner): string {
  return `${userKey}\0${authenticatorId}`
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/**
 * Decodes base64url; null if it is not exactly what {@link toText} writes. One spelling only, so that changing any bit of the
 * text is noticed.
 */
function fromText(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return toText(bytes) === text ? bytes : null
}
