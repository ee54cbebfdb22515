import { configJsonSchema } from '../../server/config/json-schema.ts'
import { bold, heading, italic, item, page, roff } from './roff.ts'

/** The parts of JSON Schema that the configuration's has. */
interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** ringlock.yaml(5), from the schema that editors get. */
export function configManual(): string {
  const schema = configJsonSchema() as Schema
  return page('RINGLOCK.YAML', 5, [
    heading('NAME'),
    'ringlock.yaml \\- configuration of Ringlock',
    heading('DESCRIPTION'),
    `${bold('ringlock init')} writes a file with comments, and ${bold('ringlock doctor')} checks it.`,
    'Durations are 30s, 10m, 2h, 7d. Paths are relative to the file. A key that is not named here is a fault.',
    ...Object.entries(schema.properties ?? {}).flatMap(([key, section]) => [
      heading(key),
      ...itemsOf(key, section),
    ]),
    heading('SEE ALSO'),
    `${bold('ringlock')}(1)`,
  ])
}

function itemsOf(path: string, schema: Schema): string[] {
  return [item(bold(path), explanation(schema)), ...inside(path, schema)]
}

/** What a section, a list, a map or a choice of shapes holds. */
function inside(path: string, schema: Schema): string[] {
  const { properties = {}, items, additionalProperties: entries, anyOf, oneOf } = schema
  return [
    ...Object.entries(properties).flatMap(([key, value]) => itemsOf(`${path}.${key}`, value)),
    ...(items === undefined ? [] : inside(`${path}[]`, items)),
    ...(typeof entries === 'object' ? inside(`${path}.NAME`, entries) : []),
    ...(anyOf ?? oneOf ?? []).flatMap((shape) => shapeOf(path, shape)),
  ]
}

/** One of several shapes, told apart by `kind`. */
function shapeOf(path: string, shape: Schema): string[] {
  const kind = shape.properties?.kind?.const
  const keys = inside(path, shape)
  return kind === undefined ? keys : [`.SS ${roff(`${path} of kind ${kind}`)}`, ...keys]
}

function explanation({ description, default: usual, enum: values, const: only }: Schema): string {
  const words = [
    description === undefined ? '' : roff(description),
    values === undefined ? '' : `One of ${roff(values.join(', '))}.`,
    only === undefined ? '' : `Always ${roff(String(only))}.`,
    isShown(usual) ? `Default: ${italic(JSON.stringify(usual))}.` : '',
  ].filter((word) => word !== '')
  return words.length === 0 ? '\\&' : words.join(' ')
}

/** The default of a section is that of its keys. */
function isShown(usual: unknown): boolean {
  return usual !== undefined && JSON.stringify(usual) !== '{}'
}
