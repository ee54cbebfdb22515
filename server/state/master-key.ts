import { randomBytes } from 'node:crypto'
import { type FileHandle, link, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../adapters/sync-folder.ts'
import { giveToFolderOwner } from '../folder-owner.ts'
import { masterKeyBytes, SealError, type Sealing } from './sealing.ts'
import type { StateStore } from './state-store.ts'
import { allAuthenticators } from './store-rules.ts'

export const masterKeyVariable = 'RINGLOCK_MASTER_KEY'

export interface MasterKeySearch {
  readonly dataDir: string
  /** What the environment holds under {@link masterKeyVariable}; undefined: nothing. */
  readonly fromEnvironment: string | undefined
  /** Whether anything has been sealed already: then a missing key is lost, and a new one opens nothing. */
  readonly hasEnrolments: boolean
}

export interface FoundMasterKey {
  readonly masterKey: Uint8Array
  /** The file that was made for it; null: it was there. */
  readonly createdFile: string | null
}

/** There is no key, or not the right one. The message says what to do. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

/** The key from the environment, or else from `master.key` in the data folder, which is made in a new one. */
export async function findMasterKey(search: MasterKeySearch): Promise<FoundMasterKey> {
  if (search.fromEnvironment !== undefined) {
    return { masterKey: decode(search.fromEnvironment, masterKeyVariable), createdFile: null }
  }
  const path = join(search.dataDir, 'master.key')
  const file = await openIfThere(path)
  if (file !== null) return { masterKey: await read(file, path), createdFile: null }
  if (search.hasEnrolments) {
    throw new MasterKeyError(
      `${path} is missing, and the enrolments do not open without it. Put it back from a backup, copy it from a ` +
        `machine that shares the state, or set ${masterKeyVariable}.`,
    )
  }
  return { masterKey: await create(path), createdFile: path }
}

/** Throws {@link MasterKeyError} unless every enrolment was sealed with this key, and everybody who shares the store has it. */
export async function checkMasterKey(
  sealing: Sealing,
  state: Pick<StateStore, 'listEnrolments' | 'firstMasterKey'>,
): Promise<void> {
  if (((await state.firstMasterKey?.(sealing.keyId)) ?? sealing.keyId) !== sealing.keyId) {
    throw new MasterKeyError(
      'Another service works on the same database with another master key. Copy its master.key into the data folder ' +
        `here, or set ${masterKeyVariable}.`,
    )
  }
  const checked = new Set<string>()
  for await (const [userKey, enrolment] of state.listEnrolments()) {
    for (const { id, sealedTotpSecret } of allAuthenticators(enrolment)) {
      const sealedWith = sealedTotpSecret.split('.', 2).join('.')
      if (checked.has(sealedWith)) continue
      checked.add(sealedWith)
      unsealOnce(sealing, sealedTotpSecret, userKey, id)
    }
  }
}

function unsealOnce(sealing: Sealing, sealed: string, userKey: string, authenticatorId: string): void {
  try {
    sealing.unseal(sealed, { userKey, authenticatorId })
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause
    throw new MasterKeyError(
      `The master key does not open the enrolment of ${userKey}: ${cause.message}. Put the key back that the ` +
        `enrolments were made with (master.key, or ${masterKeyVariable}).`,
      { cause },
    )
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new MasterKeyError(`${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

async function read(file: FileHandle, path: string): Promise<Uint8Array> {
  try {
    const { mode } = await file.stat()
    if ((mode & 0o077) !== 0) {
      throw new MasterKeyError(`${path} can be read by others; run: chmod 600 ${path}`)
    }
    return decode(await file.readFile('utf8'), path)
  } finally {
    await file.close()
  }
}

/** Base64, base64url or hexadecimal. */
function decode(text: string, where: string): Uint8Array {
  const plain = text.trim()
  const bytes = Buffer.from(plain, /^[0-9a-f]{64}$/i.test(plain) ? 'hex' : 'base64')
  if (bytes.length !== masterKeyBytes || !/^[\w+/-]+={0,2}$/.test(plain)) {
    throw new MasterKeyError(
      `${where} holds no master key: ${masterKeyBytes} bytes as base64 or hexadecimal, as \`openssl rand -base64 32\` ` +
        'prints them',
    )
  }
  return bytes
}

/** Under its name only when it is whole and synced. Never replaces a key. */
async function create(path: string): Promise<Uint8Array> {
  const masterKey = randomBytes(masterKeyBytes)
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await giveToFolderOwner(file, path)
    await file.writeFile(`${masterKey.toString('base64')}\n`)
    await file.sync()
    await link(temporary, path)
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
  return masterKey
}
