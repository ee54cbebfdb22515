import { type Path, pathText, valueAt } from './path.ts'

/** A fault that has a path but no line yet. */
export interface Complaint {
  readonly path: Path
  readonly found: string
  readonly expected: string
}

/** A warning that has a path but no line yet. */
export interface Remark {
  readonly path: Path
  readonly message: string
}

const secretKeys = new Set(['secret', 'key', 'password', 'url'])
/** The path of a file, and no key itself. */
const pathOfTlsKey = 'http.tls.key'
const longestQuote = 60

/** Whether a secret may stand at the path; known by its key, so that it holds for kinds of stores that are not known. */
export function isSecret(path: Path): boolean {
  return secretKeys.has(String(path.at(-1))) && pathText(path) !== pathOfTlsKey
}

/** Describes the value at `path`; of a secret only the length is given. */
export function foundAt(root: unknown, path: Path): string {
  const value = valueAt(root, path)
  if (isSecret(path)) return kindOf(value)
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
}

/** The type of a value, without its content. */
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

/** Quoted, shortened, and without the login that a URL may contain. */
export function quoted(text: string): string {
  const open = text.replace(/\/\/[^/]*@/g, '//...@')
  return JSON.stringify(open.length > longestQuote ? `${open.slice(0, longestQuote)}...` : open)
}
