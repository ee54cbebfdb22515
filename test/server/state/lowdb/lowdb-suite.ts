import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type uvu } from 'uvu'
import type { LowdbOptions } from '../../../../server/state/lowdb/open-lowdb.ts'
import { type OpenedLowdb, openLowdb } from './lowdb-place.ts'

export interface LowdbContext {
  dataDir: string
  /** Another folder, for backups. */
  elsewhere: string
  /** A store that the test need not close: left open, it is what kill -9 leaves. */
  open(options?: Partial<LowdbOptions>): Promise<OpenedLowdb>
}

/** A suite whose tests look at the files of the store. */
export function lowdbSuite(name: string): uvu.Test<LowdbContext> {
  const test = suite<LowdbContext & { folder: string; opened: OpenedLowdb[] }>(name)
  test.before.each(async (context) => {
    context.folder = await mkdtemp(join(tmpdir(), 'ringlock-lowdb-'))
    context.dataDir = join(context.folder, 'data')
    context.elsewhere = join(context.folder, 'elsewhere')
    await mkdir(context.dataDir)
    await mkdir(context.elsewhere)
    context.opened = []
    context.open = async (options = {}) => {
      const opened = await openLowdb(options.dataDir ?? context.dataDir, options)
      context.opened.push(opened)
      return opened
    }
  })
  test.after.each(async ({ folder, opened }) => {
    for (const { store } of opened) await store.close().catch(() => undefined)
    await rm(folder, { recursive: true })
  })
  return test
}

export async function onlyJournal(dataDir: string): Promise<string> {
  const journals = (await readdir(dataDir)).filter((name) => name.endsWith('.journal'))
  if (journals.length !== 1) throw new Error(`expected one journal, found ${journals.join(', ') || 'none'}`)
  return join(dataDir, journals[0] as string)
}

/** Every file of a folder, byte for byte. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort()
  const contents = names.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')])
  return Object.fromEntries(await Promise.all(contents))
}

/** As `cp` does it: files that are there are overwritten in place; with `times`, as `cp -p` and tar. */
export async function copyFolder(from: string, to: string, { times }: { times: boolean }): Promise<void> {
  for (const name of await readdir(from)) {
    await copyFile(join(from, name), join(to, name))
    const { atime, mtime } = await stat(join(from, name))
    if (times) await utimes(join(to, name), atime, mtime)
  }
}
