import { randomBytes } from 'node:crypto'
import { type FileHandle, link, open, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../../adapters/lowdb/sync-folder.ts'
import { giveToFolderOwner } from '../../lib/folder-owner.ts'
import { masterKeyBytes } from './sealing.ts'

export const masterKeyFile = (dataDir: string) => join(dataDir, 'master.key')
/** The key that a rotation will use. It lies beside the former one until nothing is sealed with that any more. */
export const nextKeyFile = (dataDir: string) => join(dataDir, 'master.key.next')

/** The key is missing or wrong. The message tells the operator what to do. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

/** null if the file does not exist. */
export async function readKeyFile(path: string): Promise<Uint8Array | null> {
  const file = await openIfThere(path)
  if (file === null) return null
  try {
    const { mode } = await file.stat()
    if ((mode & 0o077) !== 0) {
      throw new MasterKeyError(`${path} can be read by others; run: chmod 600 ${path}`)
    }
    return decodeKey(await file.readFile('utf8'), path)
  } finally {
    await file.close()
  }
}

/** Base64, base64url or hexadecimal. */
export function decodeKey(text: string, where: string): Uint8Array {
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

/** A key as it is written to a file or an environment variable. */
export function encodeKey(masterKey: Uint8Array): string {
  return Buffer.from(masterKey).toString('base64')
}

export function makeKey(): Uint8Array {
  return randomBytes(masterKeyBytes)
}

/**
 * Creates the file under its name only when it is complete and synced. It never replaces a key: throws EEXIST if there is one.
 */
export function createKeyFile(path: string, masterKey: Uint8Array): Promise<void> {
  return writeKey(path, masterKey, link)
}

/** Replaces the key atomically: the name always leads to one of the two. If it is a symbolic link, its target is replaced. */
export async function replaceKeyFile(path: string, masterKey: Uint8Array): Promise<void> {
  await writeKey(await realpath(path).catch(() => path), masterKey, rename)
}

export async function removeKeyFile(path: string): Promise<void> {
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}

async function writeKey(
  path: string,
  masterKey: Uint8Array,
  name: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await giveToFolderOwner(file, path)
    await file.writeFile(`${encodeKey(masterKey)}\n`)
    await file.sync()
    await name(temporary, path)
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new MasterKeyError(`${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
