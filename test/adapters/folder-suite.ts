import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type uvu } from 'uvu'
import { killChildren } from './child.ts'

export interface InFolder {
  /** Fresh for every test, gone after it, as are the children it started. */
  folder: string
}

/** A suite whose tests get a folder each. */
export function folderSuite(name: string): uvu.Test<InFolder> {
  const tests = suite<InFolder>(name)
  tests.before.each((context) => {
    context.folder = mkdtempSync(join(tmpdir(), 'ringlock-test-'))
  })
  tests.after.each(async ({ folder }) => {
    await killChildren()
    rmSync(folder, { recursive: true, force: true })
  })
  return tests
}
