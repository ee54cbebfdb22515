import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Seals TOTP secrets with the master key: AES-256-GCM, the userKey and the authenticator's id as associated data, the
 * key's id in front, so that a sealed secret moved to another user or authenticator does not open.
 */
export interface Sealing {
  seal(totpSecret: Uint8Array, owner: SealOwner): string
  /** Throws {@link SealError} when the key, the owner or a single bit is another. */
  unseal(sealed: string, owner: SealOwner): Uint8Array
  /** For login/recovery-code.ts; derived from the master key (HKDF, RFC 5869), so never the key itself. */
  readonly recoveryCodeHashKey: Uint8Array
}

export interface SealOwner {
  readonly userKey: string
  readonly authenticatorId: string
}

export class SealError extends Error {
  override readonly name = 'SealError'
}

export const masterKeyBytes = 32

const algorithm = 'aes-256-gcm'
/** NIST SP 800-38D section 8.2.2: random, and far fewer than 2^32 of them under one key. */
const nonceBytes = 12
const authTagLength = 16

/** @param masterKey - {@link masterKeyBytes} bytes from a CSPRNG */
export function createSealing(masterKey: Uint8Array): Sealing {
  if (masterKey.length !== masterKeyBytes) throw new RangeError(`a master key has ${masterKeyBytes} bytes`)
  const sealingKey = derive(masterKey, 'sealing')
  const keyId = createHash('sha256').update(derive(masterKey, 'key id')).digest().subarray(0, 6)

  return {
    recoveryCodeHashKey: derive(masterKey, 'recovery code hashes'),

    seal(totpSecret, owner) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, sealingKey, nonce, { authTagLength })
      cipher.setAAD(associatedData(owner))
      const ciphertext = Buffer.concat([cipher.update(totpSecret), cipher.final()])
      return ['v1', ...[keyId, nonce, ciphertext, cipher.getAuthTag()].map(toText)].join('.')
    },

    unseal(sealed, owner) {
      const [version, ...fields] = sealed.split('.')
      const [id, nonce, ciphertext, tag] = fields.map(fromText)
      if (version !== 'v1' || fields.length !== 4 || !id || !nonce || !ciphertext || !tag) {
        throw new SealError('this is no sealed secret')
      }
      if (!keyId.equals(id)) throw new SealError('sealed with another master key')
      try {
        const decipher = createDecipheriv(algorithm, sealingKey, nonce, { authTagLength })
        decipher.setAAD(associatedData(owner)).setAuthTag(tag)
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      } catch (cause) {
        throw new SealError('the sealed secret was altered, or belongs to another authenticator', { cause })
      }
    },
  }
}

function derive(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `ringlock ${purpose} v1`, 32))
}

/** No authenticator's id has a NUL, so that no two owners look alike. */
function associatedData({ userKey, authenticatorId }: SealOwner): Buffer {
  return Buffer.from(`${userKey}\0${authenticatorId}`)
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/** null: not as {@link toText} writes it. One spelling only, so that no bit of the text can be another. */
function fromText(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return toText(bytes) === text ? bytes : null
}
