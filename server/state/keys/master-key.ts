import type { StoredMasterKey } from '../contract/keys.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { Keyring } from './keyring.ts'
import {
  createKeyFile,
  decodeKey,
  MasterKeyError,
  makeKey,
  masterKeyFile,
  readKeyFile,
} from './master-key-file.ts'
import {
  type KeySource,
  keysOfEnvironment,
  keysOfFolder,
  masterKeyVariable,
  nextKeyVariable,
} from './master-key-source.ts'
import { SealError, type Sealing, sealedWith } from './sealing.ts'

export { MasterKeyError } from './master-key-file.ts'

export interface MasterKeySearch {
  readonly dataDir: string
  /** Only {@link masterKeyVariable} and {@link nextKeyVariable} are read. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether anything is sealed already: then a missing key is lost, and a new one would be useless. */
  readonly hasEnrolments: boolean
}

export interface FoundMasterKey {
  readonly masterKey: Uint8Array
  /** The file created for it; null if it existed. */
  readonly createdFile: string | null
  readonly source: KeySource
}

/** Reads the key from the environment, or else from `master.key` in the data folder. In a new folder, that file is created. */
export async function findMasterKey({
  dataDir,
  environment,
  hasEnrolments,
}: MasterKeySearch): Promise<FoundMasterKey> {
  const given = environment[masterKeyVariable]
  if (given !== undefined) {
    const masterKey = decodeKey(given, masterKeyVariable)
    const next = environment[nextKeyVariable]
    const source = keysOfEnvironment(masterKey, next === undefined ? null : decodeKey(next, nextKeyVariable))
    return { masterKey, createdFile: null, source }
  }
  const path = masterKeyFile(dataDir)
  const found = await readKeyFile(path)
  if (found !== null) return { masterKey: found, createdFile: null, source: keysOfFolder(dataDir, found) }
  if (hasEnrolments) {
    throw new MasterKeyError(
      `${path} is missing, and the enrolments do not open without it. Put it back from a backup, copy it from a ` +
        `machine that shares the state, or set ${masterKeyVariable}.`,
    )
  }
  const masterKey = makeKey()
  await createKeyFile(path, masterKey)
  return { masterKey, createdFile: path, source: keysOfFolder(dataDir, masterKey) }
}

/**
 * Uses the same key as the store. Throws {@link MasterKeyError} if that key is missing here, or did not seal every enrolment.
 */
export async function settleMasterKey(
  keyring: Keyring,
  state: Pick<StateStore, 'surveyEnrolments' | 'firstMasterKey' | 'keyHolders'>,
  { source, place }: { readonly source: Pick<KeySource, 'readNext'>; readonly place: string },
): Promise<StoredMasterKey> {
  let unreadable: MasterKeyError | null = null
  try {
    const next = await source.readNext()
    if (next !== null) keyring.hold(next)
  } catch (error) {
    // A next key that is only half copied, or not readable by the service, must not prevent a start that does not need it.
    if (!(error instanceof MasterKeyError)) throw error
    unreadable = error
  }
  // Reported before the store is read, so that a rotation starting in between knows that this service lacks its key.
  await state.keyHolders?.report({ place, keyIds: keyring.keyIds, keyInUse: keyring.keyId })
  const stored = await state.firstMasterKey(keyring.keyId)
  const { keyId, formerKeyId, carried } = stored
  if (!keyring.keyIds.includes(keyId)) {
    throw unreadable ?? new MasterKeyError(missingKey(keyId, keyring.keyId))
  }
  if (formerKeyId !== null && !keyring.keyIds.includes(formerKeyId)) {
    throw new MasterKeyError(
      `A rotation of the master key has begun, and not everything is sealed with the new key ${keyId} yet: the former key ` +
        `${formerKeyId} is needed too. Put it back as master.key beside master.key.next, or set ${masterKeyVariable} to it ` +
        `and ${nextKeyVariable} to the new one.`,
    )
  }
  keyring.use(keyId, carried)
  await checkEnrolments(keyring, [keyId, formerKeyId], state)
  return stored
}

function missingKey(needed: string, given: string): string {
  return (
    `What is stored is sealed with the master key ${needed}, and the one here is ${given}. If it was rotated, or another ` +
    `machine works on the same database with another master key, copy the master.key from there into the data folder ` +
    `here, or set ${masterKeyVariable}. If a backup was put back, put the key of that time beside it.`
  )
}

/** @param counting - keys with which enrolments may be sealed; the others here are ignored */
async function checkEnrolments(
  sealing: Sealing,
  counting: readonly (string | null)[],
  state: Pick<StateStore, 'surveyEnrolments'>,
): Promise<void> {
  const { seals } = await state.surveyEnrolments()
  for (const { userKey, id, sealedTotpSecret } of seals) {
    try {
      sealing.unseal(sealedTotpSecret, { userKey, authenticatorId: id })
    } catch (cause) {
      if (!(cause instanceof SealError)) throw cause
      throw new MasterKeyError(notOpened(sealing.keyId, userKey, cause.message), { cause })
    }
    const keyId = sealedWith(sealedTotpSecret)
    if (!counting.includes(keyId)) {
      throw new MasterKeyError(notOpened(sealing.keyId, userKey, `sealed with another master key (${keyId})`))
    }
  }
}

function notOpened(keyId: string, userKey: string, why: string): string {
  return (
    `The master key ${keyId} does not open the enrolment of ${userKey}: ${why}. Put the key back that the ` +
    `enrolments were made with (master.key, or ${masterKeyVariable}).`
  )
}
