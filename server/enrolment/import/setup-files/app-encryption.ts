import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import type { Fault } from '../hardware-files/hardware-file.ts'
import { isObject, type JsonObject, textOf } from './json-values.ts'

/** Bytes that scrypt may take; Aegis takes 32 MiB. */
const mostMemory = 1024 ** 3
/** What 2FAS has; the file does not say it. */
const iterationsOf2fas = 10_000
const tagLength = 16
const passwordSlot = 1

const broken: Fault = { fault: 'The encrypted backup is incomplete.' }
const wrong: Fault = {
  fault: 'The backup cannot be decrypted: the passphrase is another, or the file was altered.',
}

/**
 * The content of an encrypted Aegis vault: a slot holds the master key, sealed with what scrypt makes of the passphrase;
 * the master key seals the content (both AES-256-GCM).
 *
 * @param db - base64
 */
export function openAegis(header: JsonObject, db: string, passphrase: string): string | Fault {
  const slots = Array.isArray(header.slots) ? header.slots.filter(isObject) : []
  const slot = slots.filter(({ type }) => type === passwordSlot)
  if (slot.length === 0) return { fault: 'The vault is not encrypted with a passphrase.' }
  for (const each of slot) {
    const masterKey = masterKeyIn(each, passphrase)
    if (masterKey === null) return broken
    const content = masterKey.length === 0 ? null : open(masterKey, Buffer.from(db, 'base64'), header.params)
    if (content !== null) return content.toString()
  }
  return wrong
}

/** Empty: the passphrase is another. null: the slot cannot be read. */
function masterKeyIn(slot: JsonObject, passphrase: string): Buffer | null {
  const { n, r, p } = slot
  if (typeof n !== 'number' || typeof r !== 'number' || typeof p !== 'number') return null
  if (
    !(n > 1 && Number.isInteger(Math.log2(n)) && r >= 1 && p >= 1 && p <= 16 && 128 * n * r <= mostMemory / 2)
  ) {
    return null
  }
  const salt = Buffer.from(textOf(slot.salt), 'hex')
  const key = scryptSync(passphrase, salt, 32, { N: n, r, p, maxmem: mostMemory })
  return open(key, Buffer.from(textOf(slot.key), 'hex'), slot.key_params) ?? Buffer.alloc(0)
}

/** @param params - nonce and tag in hex */
function open(key: Uint8Array, ciphertext: Uint8Array, params: unknown): Buffer | null {
  if (!isObject(params)) return null
  return openGcm(
    key,
    Buffer.from(textOf(params.nonce), 'hex'),
    ciphertext,
    Buffer.from(textOf(params.tag), 'hex'),
  )
}

/**
 * The services of an encrypted 2FAS backup: ciphertext with its tag, salt and nonce in base64, with colons in between
 * (PBKDF2 with SHA-256, AES-256-GCM).
 */
export function open2fas(encrypted: string, passphrase: string): string | Fault {
  const [sealed, salt, nonce, ...more] = encrypted.split(':').map((part) => Buffer.from(part, 'base64'))
  if (sealed === undefined || salt === undefined || nonce === undefined || more.length > 0) return broken
  if (sealed.length <= tagLength) return broken
  const key = pbkdf2Sync(passphrase, salt, iterationsOf2fas, 32, 'sha256')
  const content = openGcm(key, nonce, sealed.subarray(0, -tagLength), sealed.subarray(-tagLength))
  return content === null ? wrong : content.toString()
}

/** null: the key is another, or a bit was altered. */
function openGcm(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Buffer | null {
  if (nonce.length === 0 || tag.length !== tagLength) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength }).setAuthTag(tag)
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } catch {
    return null
  }
}
