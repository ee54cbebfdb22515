import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/lowdb/sync-folder.ts'
import { giveToFolderOwner } from '../lib/folder-owner.ts'
import type { Keyring } from '../state/keys/keyring.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { MailOrigin, Message, Recipient } from './mailer.ts'

/** A mail in the queue. */
export interface SpooledMail {
  readonly id: string
  readonly to: Recipient
  readonly message: Message
  /** Absent: not known. */
  readonly origin?: MailOrigin | undefined
  /** Milliseconds since the epoch. */
  readonly queuedAt: number
  readonly expiresAt: number | null
}

/**
 * The queue on the disk: a file for each mail, mode 0600, sealed with the master key because mails contain links and
 * codes.
 */
export interface Spool {
  /** Resolves when the mail is on the disk. */
  put(mail: Omit<SpooledMail, 'id'>): Promise<SpooledMail>
  remove(id: string): Promise<void>
  /** Seals the waiting mails with the current master key. */
  renewSeals(renewal: Keyring['renewal']): Promise<void>
}

export interface OpenedSpool {
  readonly spool: Spool
  /** Mails of an earlier run, oldest first. */
  readonly left: readonly SpooledMail[]
}

/**
 * The id starts with the time in milliseconds since the epoch, from which doctor knows a mail's age without the key.
 */
const spooled = /^(\d+)-[0-9a-f-]{36}$/
const extension = '.mail'
const unfinished = '.tmp'

export const spoolFolder = (dataDir: string) => join(dataDir, 'mail')

/** @param onUnreadable - called for a file that cannot be read; the file stays */
export async function openSpool(
  folder: string,
  sealing: Pick<Sealing, 'sealText' | 'unsealText'>,
  onUnreadable: (file: string, fault: unknown) => void,
): Promise<OpenedSpool> {
  await makeFolder(folder)
  const fileOf = (id: string) => join(folder, `${id}${extension}`)
  const left: SpooledMail[] = []
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(join(folder, name), { force: true })
    const id = idIn(name)
    if (id === null) continue
    try {
      const sealed = await readFile(fileOf(id), 'utf8')
      left.push({ ...parse(sealing.unsealText(sealed, purposeOf(id))), id })
    } catch (fault) {
      onUnreadable(fileOf(id), fault)
    }
  }

  let renewing = false
  const beingWritten = new Set<Promise<void>>()
  const removed = new Set<string>()

  async function write(id: string, text: string): Promise<void> {
    await writeDurably(fileOf(id), sealing.sealText(text, purposeOf(id)))
    await syncFolder(folder)
  }

  const spool: Spool = {
    async put(mail) {
      const id = `${mail.queuedAt}-${randomUUID()}`
      const { to, message, origin, queuedAt, expiresAt } = mail
      const written = write(id, JSON.stringify({ version: 1, to, message, origin, queuedAt, expiresAt }))
      beingWritten.add(written)
      try {
        await written
      } finally {
        beingWritten.delete(written)
      }
      return { ...mail, id }
    },
    // Not synced: if a power failure brings the file back, the mail is sent again under the same Message-ID.
    async remove(id) {
      if (renewing) removed.add(id)
      await rm(fileOf(id), { force: true })
    },
    async renewSeals(renewal) {
      renewing = true
      try {
        // Mails being written may be sealed with the former key and not be in the folder yet.
        await Promise.allSettled(beingWritten)
        await renewSpool(folder, renewal, (id) => removed.has(id))
      } finally {
        renewing = false
        removed.clear()
      }
    },
  }
  return { spool, left: left.toSorted((a, b) => a.queuedAt - b.queuedAt) }
}

/**
 * Seals every mail in the folder with the current master key. A mail that no key opens stays as it is.
 *
 * @param isRemoved - whether a mail was sent or given up meanwhile
 */
export async function renewSpool(
  folder: string,
  renewal: Keyring['renewal'],
  isRemoved: (id: string) => boolean = () => false,
): Promise<void> {
  for (const name of await readdir(folder).catch(noneIfAbsent)) {
    const id = idIn(name)
    if (id === null) continue
    const file = join(folder, name)
    const sealed = await readFile(file, 'utf8').catch(noneIfAbsent)
    if (typeof sealed !== 'string') continue
    const renewed = renewal.text(sealed, purposeOf(id))
    if (renewed === sealed || isRemoved(id)) continue
    await writeDurably(file, renewed)
    if (isRemoved(id)) await rm(file, { force: true })
  }
  await syncFolder(folder).catch(noneIfAbsent)
}

function noneIfAbsent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** When each mail in the folder was queued, milliseconds since the epoch; empty where there is no folder. */
export async function spooledSince(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch(() => [])
  return names.flatMap((name) => {
    const id = idIn(name)
    return id === null ? [] : [Number.parseInt(id, 10)]
  })
}

function idIn(name: string): string | null {
  const id = name.endsWith(extension) ? name.slice(0, -extension.length) : ''
  return spooled.test(id) ? id : null
}

/** Binds the sealed mail to its file name. */
const purposeOf = (id: string) => `mail ${id}`

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made === undefined) return
  const handle = await open(folder, 'r')
  try {
    await giveToFolderOwner(handle, folder)
  } finally {
    await handle.close()
  }
  await syncFolder(join(folder, '..'))
}

/** Written under a temporary name first, so that the final name always has the whole mail. */
async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}${unfinished}`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await giveToFolderOwner(handle, file)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

function parse(text: string): Omit<SpooledMail, 'id'> {
  const { version, ...mail } = JSON.parse(text)
  if (version !== 1) throw new Error(`a mail of version ${version}, and this program knows version 1`)
  return mail
}
