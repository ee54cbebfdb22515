import type { z } from 'zod'
import type { Call, Caller, ErrorCode } from '../contract/index.ts'
import type { Reply } from '../transport/reply.ts'
import type { PortalContext, UserContext } from './request-context.ts'

/** A call of the contract and what answers it. */
export interface Route {
  readonly call: Call
  run(input: AnyInput, context: UserContext): Promise<Reply>
}

export interface AnyInput {
  readonly body: unknown
  readonly query: unknown
  readonly params: Readonly<Record<string, string>>
}

/** What a route works on: checked against the contract, defaults filled in. */
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
 * Answers a call of the contract: `implement(calls.me, async (input, { caller }) => answer(...))`. By then the caller is
 * known, has proven what the call asks for, and the input is of the contract's shape. A fault may be thrown, and is
 * answered with 500 (UserStoreError and StateStoreError: 503).
 */
export function implement<const C extends Call>(
  call: C,
  run: (input: InputOf<C>, context: ContextOf<C['caller']>) => Promise<ReplyOf<C>>,
): Route {
  // Whoever dispatches has parsed the input with this very call's schemas, and looked up this very call's caller.
  return { call, run: run as unknown as Route['run'] }
}
