import { z } from 'zod'

export const errorCodes = [
  /** 400, with `faults`. */
  'invalid-request',
  /** 401: no valid token. It gives no further detail. */
  'unauthenticated',
  /** 401: wrong name or password, or a user who may not log in. */
  'login-rejected',
  /** 401: wrong code. The challenge stays valid while it allows further codes. */
  'code-rejected',
  /** 401: right, but already used; wait for the next code. */
  'code-used',
  /** 401, with `retryAfter`: right, but it may have been used before a backup was restored; no failure was counted. */
  'codes-held',
  /** 401: made before a backup was restored, so it may have been used since; no failure was counted. */
  'recovery-code-held',
  /** 401: the login must start again with the password. */
  'challenge-expired',
  /** 403: the token lacks permission. */
  'forbidden',
  /**
   * 403: a second factor must be set up first, and the grace period has ended; with `enrolmentToken` if the policy allows the
   * set-up now.
   */
  'enrolment-required',
  /** 403: a recent proof of identity is needed (POST me/reverify). */
  'reverify',
  'not-found',
  /** 409 */
  'email-required',
  /** 409: another user's hardware device has this key. */
  'device-taken',
  /** 409: no admin could log in and undo it. */
  'last-admin',
  /** 409: there is nothing to enable or disable, or it is not allowed in this state. */
  'conflict',
  /** 409: mail is not configured, or the user has no address, or users would have no way to set up what is to be required. */
  'no-mail',
  /** 410: an offer or a mailed link that is used, expired or unknown. */
  'expired',
  /** 412: someone else changed it meanwhile (If-Match). */
  'changed-meanwhile',
  /** 413 */
  'too-large',
  'method-not-allowed',
  'unsupported-media-type',
  /** 422: the codes do not match the offered authenticator; `clockOffset` says by how much a matching code was off. */
  'codes-rejected',
  /** 422, with `rows`: some rows of an import have faults; nothing was imported. */
  'import-refused',
  /** 429, with Retry-After. */
  'throttled',
  /** 500 */
  'fault',
  /** 503: a temporary fault; no failure was counted. */
  'unavailable',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export const importRow = z.strictObject({
  /** Counted from 1; in a CSV file, without the header. */
  row: z.int(),
  serial: z.string().nullable(),
  user: z.string().nullable(),
  /** A sentence; null if this row is good. */
  fault: z.string().nullable(),
})

export const apiError = z.strictObject({
  error: z.strictObject({
    code: z.enum(errorCodes),
    /** English, for logs; the widgets have their own text for each code. */
    message: z.string(),
    faults: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    /** Seconds. */
    retryAfter: z.int().optional(),
    codesLeft: z.int().optional(),
    /** Seconds by which the authenticator's clock seems to be ahead of the server's. */
    clockOffset: z.int().optional(),
    rows: z.array(importRow).optional(),
    /** A bearer only for the set-up (`POST me/authenticators`, `.../confirm`), valid for 10 minutes. */
    enrolmentToken: z.string().optional(),
  }),
})
