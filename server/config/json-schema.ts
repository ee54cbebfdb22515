import { z } from 'zod'
import { configSchema } from './schema.ts'

/** ringlock.yaml as JSON Schema (draft 7, which editors support), for completion and validation in an editor. */
export function configJsonSchema(): Record<string, unknown> {
  const { '~standard': _, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' })
  return { ...schema, title: 'ringlock.yaml' }
}
