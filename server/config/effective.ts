import { stringify } from 'yaml'
import type { z } from 'zod'
import { isSecret } from './complaint.ts'
import { withoutEmptyValues } from './empty-values.ts'
import type { Path } from './path.ts'
import { configSchema } from './schema.ts'
import { schemaOfEntry, schemaOfMapping, writtenDefault } from './schema-parts.ts'
import { readYamlFile } from './yaml-file.ts'

const hidden = '(hidden)'

/** What ringlock.yaml means, as it would be written: every key that has a default with its value, and no secret. */
export interface EffectiveConfig {
  readonly value: unknown
  readonly yaml: string
}

/** @param file - a valid configuration */
export async function effectiveConfig(file: string): Promise<EffectiveConfig> {
  const { value: written, isEmpty } = await readYamlFile(file)
  const root = withoutEmptyValues(written, isEmpty)
  const value = completed(root, configSchema, [])
  return { value, yaml: stringify(value, { lineWidth: 0 }) }

  function completed(given: unknown, schema: Schema, path: Path): unknown {
    if (isSecret(path)) return withoutSecret(given)
    const value = given === undefined && schema !== null ? writtenDefault(schema) : given
    if (Array.isArray(value)) {
      return value.map((entry, i) => completed(entry, entryOf(schema, i, value), [...path, i]))
    }
    if (typeof value !== 'object' || value === null) return value
    const known = Object.keys((schema && schemaOfMapping(schema, value)?.shape) ?? {})
    const keys = new Set([...known, ...Object.keys(value)])
    return Object.fromEntries(
      [...keys].flatMap((key) => {
        const entry = completed(Reflect.get(value, key), entryOf(schema, key, value), [...path, key])
        return entry === undefined ? [] : [[key, entry]]
      }),
    )
  }
}

type Schema = z.core.$ZodType | null

const entryOf = (schema: Schema, step: string | number, holder: unknown): Schema =>
  schema === null ? null : schemaOfEntry(schema, step, holder)

/** Of a URL, only the password and what may be one is hidden. */
function withoutSecret(given: unknown): unknown {
  if (typeof given !== 'string' || !URL.canParse(given)) return given === undefined ? undefined : hidden
  const url = /^([a-z]+:\/\/)(?:([^/@:]*)(?::[^/]*)?@)?([^/?#@]*)(\/[^?#@]*)?$/i.exec(given)
  if (url === null) return hidden
  const [, scheme = '', user, host = '', path = ''] = url
  return `${scheme}${user === undefined ? '' : `${user}:${hidden}@`}${host}${path}`
}
