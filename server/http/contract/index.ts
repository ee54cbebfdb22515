import type { z } from 'zod'
import { adminCalls } from './admin-calls.ts'
import type { Call } from './call.ts'
import type { apiError, importRow } from './errors.ts'
import { loginCalls } from './login-calls.ts'
import { selfCalls } from './self-calls.ts'
import type { userView } from './user-view.ts'

export type { Call, Caller } from './call.ts'
export { apiError, type ErrorCode, errorCodes } from './errors.ts'
export {
  type CodeFactor,
  codeFactors,
  roles,
  type SecondFactorState,
  secondFactorStates,
} from './words.ts'

/**
 * The HTTP API under /api/v1 as schemas and types: routes validate by it, the OpenAPI document is made from it, and the widgets
 * use its types. Requests are strict: unknown fields are faults. Times are ISO 8601 in UTC.
 */
export const calls = { ...loginCalls, ...selfCalls, ...adminCalls } satisfies Record<string, Call>

export type Calls = typeof calls
export type CallName = keyof Calls
type Part<Name extends CallName, Key extends 'query' | 'body' | 'response'> =
  Calls[Name] extends Record<Key, infer Schema extends z.ZodType> ? Schema : never
/** What a caller sends, before defaults. */
export type RequestBody<Name extends CallName> = z.input<Part<Name, 'body'>>
export type RequestQuery<Name extends CallName> = z.input<Part<Name, 'query'>>
/** What a route receives, after defaults. */
export type ParsedBody<Name extends CallName> = z.output<Part<Name, 'body'>>
export type ParsedQuery<Name extends CallName> = z.output<Part<Name, 'query'>>
export type ResponseBody<Name extends CallName> = z.output<Part<Name, 'response'>>
export type ApiError = z.output<typeof apiError>
export type ImportRow = z.output<typeof importRow>
export type UserView = z.output<typeof userView>
