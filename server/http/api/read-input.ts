import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { pathText } from '../../config/path.ts'
import type { ApiError, Call } from '../contract/index.ts'
import { readJson, usualLimit } from '../transport/read-body.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import type { AnyInput } from './route.ts'

type Fault = NonNullable<ApiError['error']['faults']>[number]
type InputRefusal = Refusal<'invalid-request' | 'too-large' | 'unsupported-media-type' | 'not-found'>

/** Bytes; an import has a file of hardware devices in its JSON. */
const importLimit = 5 * 1024 * 1024
/** UTF-16 units. */
const longestParam = 512
const mostFaults = 50
const noQuery = z.strictObject({})

/** The validated input of a call, or all of its faults. */
export async function readInput(
  call: Call,
  incoming: IncomingMessage,
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Promise<AnyInput | InputRefusal> {
  if (!Object.values(params).every(isParam)) return refuse('not-found')
  const faults: Fault[] = []
  const parsedQuery = parse(call.query ?? noQuery, readQuery(query, faults), 'query', faults)
  let body: unknown
  if (call.body !== undefined) {
    const read = await readJson(incoming, call.path === '/hardware-imports' ? importLimit : usualLimit)
    if ('refused' in read) return read
    body = parse(call.body, read.json, 'body', faults)
  }
  if (faults.length > 0) return refuse('invalid-request', { faults: faults.slice(0, mostFaults) })
  return { body, query: parsedQuery, params }
}

function isParam(value: string): boolean {
  return value.length > 0 && value.length <= longestParam && isText(value)
}

function readQuery(query: URLSearchParams, faults: Fault[]): Record<string, string> {
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1)
      faults.push({ path: pathText(['query', name]), message: 'given more than once' })
  }
  return Object.fromEntries(query)
}

function parse(schema: z.ZodType, value: unknown, root: string, faults: Fault[]): unknown {
  const result = schema.safeParse(value)
  if (!result.success) {
    faults.push(...result.error.issues.flatMap((issue) => faultsOf(issue, root)))
    return undefined
  }
  faults.push(...unreadable(result.data, [root]))
  return result.data
}

/** The field and the fault, never the value. */
function faultsOf(issue: z.core.$ZodIssue, root: string): Fault[] {
  if (issue.code === 'invalid_union') return nearest(issue.errors).flatMap((one) => faultsOf(one, root))
  const path = [root, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code !== 'unrecognized_keys') return [{ path: pathText(path), message: issue.message }]
  return issue.keys.map((key) => ({
    path: pathText([...path, key.slice(0, 100)]),
    message: 'unknown field',
  }))
}

/** The faults of the form that was most likely meant: the first with the fewest unknown fields. */
function nearest(forms: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const strange = (form: readonly z.core.$ZodIssue[]) =>
    form.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])).length
  return forms.reduce((best, form) => (strange(form) < strange(best) ? form : best), forms[0] ?? [])
}

/** User stores and databases reject such texts with a fault, so they are refused here. */
function unreadable(value: unknown, path: (string | number)[]): Fault[] {
  if (typeof value === 'string') {
    return isText(value) ? [] : [{ path: pathText(path), message: 'holds NUL or an unpaired surrogate' }]
  }
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  return [...entries].flatMap(([key, item]) => [
    ...(typeof key === 'string' ? unreadable(key, path) : []),
    ...unreadable(item, [...path, key]),
  ])
}

function isText(value: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(value)
}
