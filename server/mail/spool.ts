import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../adapters/sync-folder.ts'
import { giveToFolderOwner } from '../folder-owner.ts'
import type { Sealing } from '../state/sealing.ts'
import type { Message, Recipient } from './post.ts'

/** A mail that waits. */
export interface SpooledMail {
  readonly id: string
  readonly to: Recipient
  readonly message: Message
  /** Milliseconds since the epoch. */
  readonly queuedAt: number
  readonly expiresAt: number | null
}

/** Mail on the disk: a file each, 0600, sealed with the master key, because it holds links and codes. */
export interface Spool {
  /** Resolves when the mail is on the disk. */
  put(mail: Omit<SpooledMail, 'id'>): Promise<SpooledMail>
  remove(id: string): Promise<void>
}

export interface OpenedSpool {
  readonly spool: Spool
  /** What an earlier run left, oldest first. */
  readonly left: readonly SpooledMail[]
}

/** Milliseconds since the epoch in front, so that doctor sees how old a mail is without opening it. */
const spooled = /^(\d+)-[0-9a-f-]{36}$/
const extension = '.mail'
const unfinished = '.tmp'

export const spoolFolder = (dataDir: string) => join(dataDir, 'mail')

/** @param onUnreadable - told of a file that cannot be opened, which is left where it is */
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

  const spool: Spool = {
    async put(mail) {
      const id = `${mail.queuedAt}-${randomUUID()}`
      const { to, message, queuedAt, expiresAt } = mail
      const text = JSON.stringify({ version: 1, to, message, queuedAt, expiresAt })
      await writeDurably(fileOf(id), sealing.sealText(text, purposeOf(id)))
      await syncFolder(folder)
      return { ...mail, id }
    },
    // Not synced: what a power failure brings back is sent twice at worst, under the same Message-ID.
    remove: (id) => rm(fileOf(id), { force: true }),
  }
  return { spool, left: left.toSorted((a, b) => a.queuedAt - b.queuedAt) }
}

/** When each mail in the folder was handed over, milliseconds since the epoch; nothing where there is no folder. */
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

/** A sealed mail opens under its own name alone. */
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

/** Under its name only when it is whole. */
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
