import { z } from 'zod'
import { type Path, pathText } from './path.ts'
import { configSchema } from './schema.ts'
import { schemaOfEntry, withoutDefault } from './schema-parts.ts'

/** Its defaults, a sender and a mail server of an example, work nowhere: left empty, it is more likely a mistake. */
export const neverEmpty = new Set(['mail'])

/**
 * The document as it is meant where keys have no value, because all below them is in comments: such a section has its
 * defaults, and another such key counts as left out. Required values stay empty, and are faults.
 *
 * @param isEmpty - whether nothing stands at the path; `null` and `~` are something
 */
export function withoutEmptyValues(root: unknown, isEmpty: (path: Path) => boolean): unknown {
  return filled(root, configSchema, [])

  function filled(value: unknown, schema: z.core.$ZodType | null, path: Path): unknown {
    if (schema === null || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      return value.map((entry, i) => filled(entry, schemaOfEntry(schema, i, value), [...path, i]))
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, entry]) => {
        const at = [...path, key]
        const known = schemaOfEntry(schema, key, value)
        const isMeant = entry !== null || known === null || neverEmpty.has(pathText(at)) || !isEmpty(at)
        if (isMeant) return [[key, filled(entry, known, at)]]
        if (isSection(known)) return [[key, {}]]
        return z.safeParse(known, undefined).success ? [] : [[key, entry]]
      }),
    )
  }
}

function isSection(schema: z.core.$ZodType): boolean {
  const known = withoutDefault(schema)
  return known instanceof z.ZodObject || known instanceof z.ZodRecord
}
