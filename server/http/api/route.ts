import type { z } from 'zod'
import type { Call, Caller, ErrorCode } from '../contract/index.ts'
import type { Reply } from '../transport/reply.ts'
import type { PortalContext, UserContext } from './request-context.ts'

/** A call of the contract with its implementation. */
export interface Route {
  readonly call: Call
  run(input: AnyInput, context: UserContext): Promise<Reply>
}

export interface AnyInput {
  readonly body: unknown
  readonly query: unknown
  readonly params: Readonly<Record<string, string>>
}

/** Input of a route, validated by the contract and with defaults. */
export interface InputOf<C extends Call> {
  readonly body: OutputOf<C, 'body'>
  readonly query: OutputOf<C, 'query'>
  /** URL-decoded, 1 to 512 characters. */
  readonly params: Readonly<Record<ParamNames<C['path']>, string>>
}

export type ReplyOf<C extends Call> = Reply<OutputOf<C, 'response'>, C['errors'][number] | AnyCallsError>

type AnyCallsError = Extract<ErrorCode, 'invalid-request' | 'forbidden' | 'unavailable'>

type OutputOf<C extends Call, Key extends 'body' | 'query' | 'response'> =
  C extends Record<Key, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never

type ContextOf<Who extends Caller> = Who extends 'self' | 'admin' ? UserContext : PortalContext

/**
 * Implements a call of the contract: `implement(calls.me, async (input, { caller }) => answer(...))`. The caller is identified
 * and has the proof the call requires, and the input is validated. A route may throw faults, which become a 500 (UserStoreError
 * and StateStoreError: 503).
 */
export function implement<const C extends Call>(
  call: C,
  run: (input: InputOf<C>, context: ContextOf<C['caller']>) => Promise<ReplyOf<C>>,
): Route {
  // dispatch.ts has parsed the input with this call's schemas, and identified the kind of caller that this call requires.
  return { call, run: run as unknown as Route['run'] }
}
