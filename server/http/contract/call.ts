import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

/** `none`: no credentials; `portal`: the portal's key as bearer; `self`, `admin`: a widget token as bearer. */
export type Caller = 'none' | 'portal' | 'self' | 'admin'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly caller: Caller
  /** Whether a recent proof (POST me/reverify) is needed. */
  readonly proof: boolean
  /** Whether an `enrolmentToken` suffices. It counts as proof until a second factor is set up. */
  readonly setUp?: true
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: 200 | 201 | 202 | 204
  readonly response?: z.ZodType
  /** In addition to those of every call. */
  readonly errors: readonly ErrorCode[]
}

export function call<const C extends Call>(definition: C): C {
  return definition
}
