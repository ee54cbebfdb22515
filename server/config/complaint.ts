import { type Path, valueAt } from './path.ts'

/** A fault before it is known where in the file it stands. */
export interface Complaint {
  readonly path: Path
  readonly found: string
  readonly expected: string
}

/** What works, and is worth a word. */
export interface Remark {
  readonly path: Path
  readonly message: string
}

const secretKeys = new Set(['secret', 'key', 'password', 'url'])
const longestQuote = 60

/** What stands at `path`, in words; of a secret only its length. */
export function foundAt(root: unknown, path: Path): string {
  const value = valueAt(root, path)
  if (secretKeys.has(String(path.at(-1)))) return kindOf(value)
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
}

/** What kind of thing it is, and nothing of what it says. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return characters(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

/** The length of a secret: enough to find the mistake, too little to use. */
export function characters(text: string): string {
  const count = [...text].length
  return count === 1 ? '1 character' : `${count} characters`
}

/** In quotes, cut short, and without the login that a URL may carry. */
export function quoted(text: string): string {
  const open = text.replace(/\/\/[^/]*@/g, '//...@')
  return JSON.stringify(open.length > longestQuote ? `${open.slice(0, longestQuote)}...` : open)
}
