import type { ApiError, ErrorCode } from '../contract/index.ts'

/** The result of a route that succeeded. */
export interface Answer<Body> {
  readonly answer: Body
  /** Sent as ETag, and compared with a later If-Match. */
  readonly version?: string
  /** Values of Set-Cookie. */
  readonly cookies?: readonly string[]
}

/** The result of a route that refused: a value, never an exception. */
export interface Refusal<Code extends ErrorCode = ErrorCode> extends RefusalDetails {
  readonly refused: Code
}

/** `retryAfter` is also sent as Retry-After; without `message`, the code's default message is sent. */
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
