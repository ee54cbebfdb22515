/** The keywords of JSON Schema (draft 7) that our schema uses. */
interface Schema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | false
  readonly propertyNames?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

type Checks = {
  readonly [Keyword in keyof Schema]-?: (
    operand: Required<Schema>[Keyword],
    value: unknown,
    schema: Schema,
  ) => boolean
}

/**
 * Whether a value is what the schema asks for. Throws on a keyword that is not among those above, so that it never says
 * yes to what it does not understand.
 */
export function satisfies(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, operand]) => {
    if (!Object.hasOwn(checks, keyword))
      throw new Error(`a keyword that this check does not know: ${keyword}`)
    return checks[keyword as keyof Schema](operand as never, value, schema)
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  number: Number.isFinite,
  integer: Number.isInteger,
}

const says = () => true

const checks: Checks = {
  $schema: says,
  title: says,
  description: says,
  default: says,
  type: (names, value) => [names].flat().some((name) => types[name]?.(value)),
  enum: (allowed, value) => allowed.includes(value),
  const: (allowed, value) => allowed === value,
  pattern: (pattern, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (least, value) => typeof value !== 'string' || [...value].length >= least,
  minimum: (least, value) => typeof value !== 'number' || value >= least,
  maximum: (most, value) => typeof value !== 'number' || value <= most,
  minItems: (least, value) => !Array.isArray(value) || value.length >= least,
  items: (each, value) => !Array.isArray(value) || value.every((item) => satisfies(each, item)),
  required: (keys, value) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (known, value) =>
    !isObject(value) ||
    Object.entries(known).every(
      ([key, schema]) => !Object.hasOwn(value, key) || satisfies(schema, value[key]),
    ),
  additionalProperties: (others, value, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([key, item]) => Object.hasOwn(properties, key) || (others !== false && satisfies(others, item)),
    ),
  propertyNames: (name, value) => !isObject(value) || Object.keys(value).every((key) => satisfies(name, key)),
  anyOf: (schemas, value) => schemas.some((one) => satisfies(one, value)),
  oneOf: (schemas, value) => schemas.filter((one) => satisfies(one, value)).length === 1,
}
