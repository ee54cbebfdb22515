import {
  createKeyFile,
  decodeKey,
  encodeKey,
  makeKey,
  masterKeyFile,
  nextKeyFile,
  readKeyFile,
  removeKeyFile,
  replaceKeyFile,
} from './master-key-file.ts'
import { createSealing } from './sealing.ts'

export const masterKeyVariable = 'RINGLOCK_MASTER_KEY'
/** The next key of a rotation, if the master key comes from the environment. */
export const nextKeyVariable = 'RINGLOCK_MASTER_KEY_NEXT'

/** Where a service gets its master key and the next one of a rotation. */
export interface KeySource {
  readonly kind: 'environment' | 'file'
  /** Id of the key configured as the master key, whether or not it is in use. */
  givenKeyId(): string
  /** null if none is staged. */
  readNext(): Promise<Uint8Array | null>
  /** Stages a new key. The environment cannot be written, so there `text` is for the operator to set. */
  makeNext(): Promise<MadeKey>
  /** Configures the key in use as the master key. Returns what the operator still has to do; null if nothing. */
  give(masterKey: Uint8Array): Promise<string | null>
}

export interface MadeKey {
  readonly masterKey: Uint8Array
  readonly keyId: string
  /** null if only its text exists. */
  readonly file: string | null
  /** The value for the environment; null if the key is in the file. */
  readonly text: string | null
}

/** The master keys that are configured: one, and the next one of a rotation. Makes none. */
export async function masterKeysOf(
  dataDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Uint8Array[]> {
  const names = [masterKeyVariable, nextKeyVariable]
  const found =
    environment[masterKeyVariable] === undefined
      ? await Promise.all([masterKeyFile(dataDir), nextKeyFile(dataDir)].map(readKeyFile))
      : names.map((name) => {
          const text = environment[name]
          return text === undefined ? null : decodeKey(text, name)
        })
  return found.filter((key) => key !== null)
}

const idOf = (masterKey: Uint8Array) => createSealing(masterKey).keyId

export function keysOfFolder(dataDir: string, given: Uint8Array): KeySource {
  const file = nextKeyFile(dataDir)
  let givenKeyId = idOf(given)
  return {
    kind: 'file',
    givenKeyId: () => givenKeyId,
    readNext: () => readKeyFile(file),
    async makeNext() {
      const masterKey = makeKey()
      await createKeyFile(file, masterKey)
      return { masterKey, keyId: idOf(masterKey), file, text: null }
    },
    async give(masterKey) {
      const keyId = idOf(masterKey)
      if (keyId !== givenKeyId) await replaceKeyFile(masterKeyFile(dataDir), masterKey)
      givenKeyId = keyId
      const next = await readKeyFile(file)
      if (next !== null && idOf(next) === keyId) await removeKeyFile(file)
      return null
    },
  }
}

/** @param next - null if {@link nextKeyVariable} is not set */
export function keysOfEnvironment(given: Uint8Array, next: Uint8Array | null): KeySource {
  const givenKeyId = idOf(given)
  return {
    kind: 'environment',
    givenKeyId: () => givenKeyId,
    readNext: async () => next,
    async makeNext() {
      const masterKey = makeKey()
      return { masterKey, keyId: idOf(masterKey), file: null, text: encodeKey(masterKey) }
    },
    give: async (masterKey) =>
      idOf(masterKey) === givenKeyId
        ? null
        : `The master key in use is the one in ${nextKeyVariable}: set ${masterKeyVariable} to it, and take ${nextKeyVariable} away.`,
  }
}
