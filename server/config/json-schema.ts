import { z } from 'zod'
import { configSchema } from './schema.ts'

/** ringlock.yaml as a JSON Schema (draft 7, which editors know), for completion and a first check while typing. */
export function configJsonSchema(): Record<string, unknown> {
  const { '~standard': _, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' })
  return { ...schema, title: 'ringlock.yaml' }
}
