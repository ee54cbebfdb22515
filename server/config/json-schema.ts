import { z } from 'zod'
import { neverEmpty } from './empty-values.ts'
import { configSchema } from './schema.ts'

type JsonSchema = Record<string, unknown>

/** ringlock.yaml as JSON Schema (draft 7, which editors support), for completion and validation in an editor. */
export function configJsonSchema(): JsonSchema {
  const { '~standard': _, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' })
  return { ...withEmptyValues(schema), title: 'ringlock.yaml' }
}

/** Sections and lists of which everything is in comments are empty (empty-values.ts). */
function withEmptyValues(schema: JsonSchema): JsonSchema {
  const { properties = {}, required = [], items } = schema as Shape
  if (items !== undefined) return { ...schema, items: withEmptyValues(items) }
  const entries = Object.entries(properties).map(([key, property]) => {
    const inner = withEmptyValues(property)
    const mayBeEmpty = !required.includes(key) && !neverEmpty.has(key)
    const { type } = inner
    return [
      key,
      mayBeEmpty && (type === 'object' || type === 'array') ? { ...inner, type: [type, 'null'] } : inner,
    ]
  })
  return 'properties' in schema ? { ...schema, properties: Object.fromEntries(entries) } : schema
}

interface Shape {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
}
