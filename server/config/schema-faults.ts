import { z } from 'zod'
import { type Complaint, foundAt, kindOf, quoted } from './complaint.ts'
import { type Path, valueAt } from './path.ts'
import { type ConfigValues, configSchema } from './schema.ts'
import { schemaAt, schemaOfEntry } from './schema-parts.ts'

export type SchemaVerdict =
  | { readonly values: ConfigValues; readonly complaints: readonly [] }
  | { readonly values: null; readonly complaints: readonly Complaint[] }

/** All faults that the schema finds. */
export function applySchema(root: unknown): SchemaVerdict {
  const result = configSchema.safeParse(root, { error: expectedText })
  if (result.success) return { values: result.data, complaints: [] }
  return { values: null, complaints: result.error.issues.flatMap((issue) => complaintsOf(issue, root)) }
}

function complaintsOf(issue: z.core.$ZodIssue, root: unknown): Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ')
    return issue.keys.map((key) => {
      const near = nearestWord(key, known)
      const expected = near === null ? `one of ${issue.message}` : `${quoted(near)}?`
      return { path: [...path, key], found: `the unknown key ${quoted(key)}`, expected }
    })
  }
  const entry = issue.code === 'invalid_type' && issue.expected === 'array' ? entryAt(root, path) : null
  if (entry !== null) return [{ path, found: quoted(entry), expected: `a list: [${JSON.stringify(entry)}]` }]
  // Another text in the place of a list or mapping may be a secret with wrong indentation.
  const isMisplaced =
    issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'array')
  const found = isMisplaced ? kindOf(valueAt(root, path)) : foundAt(root, path)
  return [{ path, found, expected: issue.message }]
}

/** A text that would be right as the only entry of the list that belongs there; null: it is something else. */
function entryAt(root: unknown, path: Path): string | null {
  const value = valueAt(root, path)
  const list = schemaAt(root, configSchema, path)
  const schema = list === null ? null : schemaOfEntry(list, 0, [])
  return typeof value === 'string' && schema !== null && z.safeParse(schema, value).success ? value : null
}

/** Messages that the schema does not define; for an unknown key, the known keys. */
function expectedText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return kindNames[issue.expected]
  if (issue.code === 'invalid_value') return issue.values.join(' | ')
  if (issue.code === 'too_small') return 'at least one entry'
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join(', ')
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
    return Object.keys(issue.inst.shape).join(', ')
  }
  return undefined
}

const kindNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
  string: 'text',
  number: 'a number',
}

/** The known word with one or two typing mistakes, ignoring case; null: none is that close. */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  const slips = Math.min(2, Math.floor(typed.length / 3))
  const near = words
    .map((word) => ({ word, distance: editDistance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= slips)
    .toSorted((a, b) => a.distance - b.distance)
  return near[0]?.word ?? null
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
