import { z } from 'zod'
import packageJson from '../../../../package.json' with { type: 'json' }
import { apiError, type Call, type Caller, type CallName, calls } from '../../contract/index.ts'
import { errors, errorsOf } from '../../transport/errors.ts'

/** The parts that our own page reads (OpenAPI 3.1, JSON Schema 2020-12). */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: object
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: object } }
}

const description = `The second factor for phone systems. Bodies are JSON, requests are strict: unknown fields are faults, and every fault
is told at once with its path. Times are ISO 8601 in UTC.`

const callers: Readonly<Record<Caller, { readonly text: string; readonly security: readonly object[] }>> = {
  none: {
    text: "Anybody from a portal's page; a server sends its portal's key as bearer.",
    security: [{}, { portalKey: [] }],
  },
  portal: { text: "A portal's server, with its key as bearer.", security: [{ portalKey: [] }] },
  self: { text: 'A user, with a widget token as bearer.', security: [{ widgetToken: [] }] },
  admin: { text: "An admin, with an admin's widget token as bearer.", security: [{ widgetToken: [] }] },
}

/** The contract for other tools. */
export function openApiDocument(publicUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [name, call] of Object.entries(calls) as [CallName, Call][]) {
    paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: operationOf(name, call) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ringlock', version: packageJson.version, description },
    servers: [{ url: `${publicUrl}/api/v1` }],
    paths,
    components: {
      schemas: { Error: schemaOf(apiError, 'output') },
      securitySchemes: {
        portalKey: { type: 'http', scheme: 'bearer', description: 'http.portals[].key' },
        widgetToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'POST /widget-tokens',
        },
      },
    },
  }
}

function operationOf(name: CallName, call: Call): Operation {
  const { text, security } = callers[call.caller]
  return {
    operationId: name,
    summary: call.summary,
    description: call.proof ? `${text} Needs fresh proof: POST /me/reverify.` : text,
    tags: [call.path.split('/')[1] ?? ''],
    security,
    parameters: [...pathParameters(call), ...queryParameters(call), ...versionParameter(call)],
    ...(call.body === undefined ? {} : { requestBody: json(schemaOf(call.body, 'input')) }),
    responses: { [call.status]: successOf(call), ...errorResponses(call) },
  }
}

function pathParameters({ path }: Call): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 512 },
  }))
}

function queryParameters({ query }: Call): Parameter[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function versionParameter({ errors: own }: Call): Parameter[] {
  if (!own.includes('changed-meanwhile')) return []
  return [{ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } }]
}

function successOf({ response }: Call) {
  const description = 'Done.'
  return response === undefined ? { description } : { description, ...json(schemaOf(response, 'output')) }
}

/** One response per status, listing its codes. */
function errorResponses(call: Call): Operation['responses'] {
  const codes = errorsOf(call)
  const statuses = [...new Set(codes.map((code) => errors[code].status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => errors[code].status === status)
      const description = ofStatus.map((code) => `${code}: ${errors[code].message}`).join(' ')
      return [status, { description, ...json(errorWith(ofStatus)) }]
    }),
  )
}

function errorWith(codes: readonly string[]): object {
  const error = { type: 'object', properties: { code: { enum: codes } } }
  return { allOf: [{ $ref: '#/components/schemas/Error' }, { type: 'object', properties: { error } }] }
}

function json(schema: object): { readonly content: NonNullable<Content['content']> } {
  return { content: { 'application/json': { schema } } }
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>
  readonly required?: readonly string[]
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io })
  return rest as ObjectSchema
}
