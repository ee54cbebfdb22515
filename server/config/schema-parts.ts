import { z } from 'zod'
import { type Path, valueAt } from './path.ts'

type Schema = z.core.$ZodType

/** The schema of what stands in a document, without what says that it may be left out. */
export function withoutDefault(schema: Schema): Schema {
  if (schema instanceof z.ZodPipe) return withoutDefault(schema.in)
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
  return isWrapper ? withoutDefault(schema.unwrap()) : schema
}

/** What a document means that leaves it out, as it would be written. undefined: it has no default. */
export function writtenDefault(schema: Schema): unknown {
  if (schema instanceof z.ZodPipe) return writtenDefault(schema.in)
  if (schema instanceof z.ZodOptional) return writtenDefault(schema.unwrap())
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? schema.def.defaultValue
    : undefined
}

/** The schema of a mapping as its keys are known. null: it is no mapping, or of no known kind. */
export function schemaOfMapping(schema: Schema, value: unknown): z.ZodObject | null {
  const known = withoutDefault(schema)
  if (known instanceof z.ZodObject) return known
  if (!(known instanceof z.ZodDiscriminatedUnion)) return null
  const { discriminator } = known.def
  const option = known.options.find(
    (each) =>
      each instanceof z.ZodObject &&
      z.safeParse(each.shape[discriminator], valueAt(value, [discriminator])).success,
  )
  return option instanceof z.ZodObject ? option : null
}

/** The schema of one entry. @param holder - what stands in the document; null: the schema does not know the entry */
export function schemaOfEntry(schema: Schema, step: string | number, holder: unknown): Schema | null {
  const known = withoutDefault(schema)
  if (known instanceof z.ZodArray) return known.element
  if (known instanceof z.ZodRecord) return known.valueType
  const shape = schemaOfMapping(known, holder)?.shape ?? {}
  return Object.hasOwn(shape, step) ? (shape[step] as Schema) : null
}

/** null: the schema does not know the path. */
export function schemaAt(root: unknown, schema: Schema, path: Path): Schema | null {
  return path.reduce<Schema | null>(
    (known, step, depth) =>
      known === null ? null : schemaOfEntry(known, step, valueAt(root, path.slice(0, depth))),
    schema,
  )
}
