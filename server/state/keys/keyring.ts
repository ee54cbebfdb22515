import type { SealRenewal } from '../contract/keys.ts'
import { type CarriedKeys, carryOver, createSealing, SealError, type Sealing, sealedWith } from './sealing.ts'

/** The master keys of a process: the one in use seals, and every one opens what it sealed. */
export interface Keyring extends Sealing {
  /** Ids of the keys, the one in use first. */
  readonly keyIds: readonly string[]
  /** Adds a key without using it, and returns its id. */
  hold(masterKey: Uint8Array): string
  /** Throws {@link SealError} for an unknown key. */
  masterKey(keyId: string): Uint8Array
  /** What is stored together with a new key: the keys that older hashes and prints depend on, sealed with it. */
  carriedTo(keyId: string): string
  /** @param carried - what was stored with the key. Throws {@link SealError} if the key is unknown, or does not open it. */
  use(keyId: string, carried: string | null): void
  /** Removes all other keys, but never the one in use. */
  keepOnly(keyIds: readonly string[]): void
  readonly renewal: SealRenewal
}

const carriedContext = 'keys of earlier master keys'

/** @param masterKey - in use until {@link Keyring.use} is called */
export function createKeyring(masterKey: Uint8Array): Keyring {
  const held = new Map<string, Uint8Array>()
  const sealings = new Map<string, Sealing>()
  let carriedKeys: CarriedKeys | undefined
  let current = createSealing(masterKey)
  hold(masterKey)

  function hold(added: Uint8Array): string {
    const sealing = createSealing(added)
    if (!held.has(sealing.keyId)) {
      held.set(sealing.keyId, added)
      sealings.set(sealing.keyId, sealing)
    }
    return sealing.keyId
  }

  function keyOf(keyId: string): Uint8Array {
    const key = held.get(keyId)
    if (key === undefined) throw new SealError(`the master key ${keyId} is not here`)
    return key
  }

  /** The key that sealed it; if it is unknown, the key in use, whose error says what is wrong. */
  function openerOf(sealed: string): Sealing {
    return sealings.get(sealedWith(sealed) ?? '') ?? current
  }

  const seal: Keyring['seal'] = (totpSecret, owner) => current.seal(totpSecret, owner)
  const unseal: Keyring['unseal'] = (sealed, owner) => openerOf(sealed).unseal(sealed, owner)
  const sealText: Keyring['sealText'] = (text, context) => current.sealText(text, context)
  const unsealText: Keyring['unsealText'] = (sealed, context) => openerOf(sealed).unsealText(sealed, context)

  function renewed(sealed: string, renew: () => string): string {
    const keyId = sealedWith(sealed)
    if (keyId === null || keyId === current.keyId || !held.has(keyId)) return sealed
    try {
      return renew()
    } catch (error) {
      if (error instanceof SealError) return sealed
      throw error
    }
  }

  return {
    get keyId() {
      return current.keyId
    },
    get recoveryCodeHashKey() {
      return current.recoveryCodeHashKey
    },
    get recoveryCodeHashKeys() {
      return current.recoveryCodeHashKeys
    },
    get emailCodeHashKey() {
      return current.emailCodeHashKey
    },
    get emailCodeHashKeys() {
      return current.emailCodeHashKeys
    },
    get failurePrintKey() {
      return current.failurePrintKey
    },
    get tokenKey() {
      return current.tokenKey
    },
    get unknownUserKey() {
      return current.unknownUserKey
    },
    get backupKey() {
      return current.backupKey
    },
    secretPrint: (totpSecret) => current.secretPrint(totpSecret),
    seal,
    unseal,
    sealText,
    unsealText,

    get keyIds() {
      return [current.keyId, ...[...held.keys()].filter((id) => id !== current.keyId)]
    },
    hold,
    masterKey: keyOf,
    carriedTo(keyId) {
      const carried = carryOver(keyOf(current.keyId), carriedKeys)
      return createSealing(keyOf(keyId)).sealText(writeCarried(carried), carriedContext)
    },
    use(keyId, carried) {
      const key = keyOf(keyId)
      const read =
        carried === null ? undefined : readCarried(openerOf(carried).unsealText(carried, carriedContext))
      current = createSealing(key, read)
      carriedKeys = read
    },
    keepOnly(keyIds) {
      for (const id of [...held.keys()]) {
        if (id === current.keyId || keyIds.includes(id)) continue
        held.delete(id)
        sealings.delete(id)
      }
    },
    renewal: {
      secret: (sealed, owner) => renewed(sealed, () => seal(unseal(sealed, owner), owner)),
      text: (sealed, context) => renewed(sealed, () => sealText(unsealText(sealed, context), context)),
    },
  }
}

function writeCarried({ secretPrintKey, recoveryCodeHashKeys, emailCodeHashKeys }: CarriedKeys): string {
  const text = (key: Uint8Array) => Buffer.from(key).toString('base64url')
  return JSON.stringify({
    version: 1,
    secretPrintKey: secretPrintKey === null ? null : text(secretPrintKey),
    recoveryCodeHashKeys: recoveryCodeHashKeys.map(text),
    emailCodeHashKeys: emailCodeHashKeys.map(text),
  })
}

/** The seal authenticates it, so its shape is not validated. */
function readCarried(text: string): CarriedKeys {
  const key = (written: string) => Buffer.from(written, 'base64url')
  const { version, secretPrintKey, recoveryCodeHashKeys, emailCodeHashKeys } = JSON.parse(text)
  if (version !== 1)
    throw new SealError(`keys of earlier master keys in version ${version}; this program knows 1`)
  return {
    secretPrintKey: secretPrintKey === null ? null : key(secretPrintKey),
    recoveryCodeHashKeys: recoveryCodeHashKeys.map(key),
    emailCodeHashKeys: emailCodeHashKeys.map(key),
  }
}
