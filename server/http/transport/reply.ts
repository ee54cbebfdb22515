import type { ApiError, ErrorCode } from '../contract/index.ts'

/** What a route answers with when it did what it was asked. */
export interface Answer<Body> {
  readonly answer: Body
  /** Sent as the ETag: what a later If-Match is compared with. */
  readonly version?: string
  /** Values of Set-Cookie. */
  readonly cookies?: readonly string[]
}

/** What a route answers with when it did not: a value, never an exception. */
export interface Refusal<Code extends ErrorCode = ErrorCode> extends RefusalDetails {
  readonly refused: Code
}

/** `retryAfter` is sent as Retry-After, too; without `message` the code speaks for itself. */
export type RefusalDetails = {
  readonly [Key in Exclude<keyof ApiError['error'], 'code'>]?: ApiError['error'][Key] | undefined
}

export type Reply<Body = unknown, Code extends ErrorCode = ErrorCode> = Answer<Body> | Refusal<Code>

export function answer<Body>(body: Body, extras: Omit<Answer<Body>, 'answer'> = {}): Answer<Body> {
  return { answer: body, ...extras }
}

/** For a 204. */
export const nothing: Answer<undefined> = { answer: undefined }

export function refuse<Code extends ErrorCode>(code: Code, details: RefusalDetails = {}): Refusal<Code> {
  return { refused: code, ...details }
}
