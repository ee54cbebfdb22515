import { parseSync } from 'vite'
import type { SourceFile } from './source-files.ts'

const known = new WeakMap<SourceFile, ReturnType<typeof parseSync>>()

/** The syntax of a file, which many rules look at. */
export function parsed(file: SourceFile): ReturnType<typeof parseSync> {
  const before = known.get(file)
  if (before !== undefined) return before
  const syntax = parseSync(file.path, file.text)
  known.set(file, syntax)
  return syntax
}
