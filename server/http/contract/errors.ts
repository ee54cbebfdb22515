import { z } from 'zod'

export const errorCodes = [
  /** 400, with `faults`. */
  'invalid-request',
  /** 401: no token, or not one of ours that still counts; nothing else is said. */
  'unauthenticated',
  /** 401: wrong name or password, or a user who may not log in. */
  'login-rejected',
  /** 401: wrong code. The challenge lives on while it has codes left. */
  'code-rejected',
  /** 401: right once, used already; wait for the next code. */
  'code-used',
  /** 401, with `retryAfter`: right, but it may have been used before a backup was put back; nothing was counted. */
  'codes-held',
  /** 401: made before a backup was put back, so it may have been used since; nothing was counted. */
  'recovery-code-held',
  /** 401: the login has to begin again with the password. */
  'challenge-expired',
  /** 403: the token does not reach that far. */
  'forbidden',
  /** 403: a second factor must be set up first, and the grace period is over; with `enrolmentToken` where the policy lets it be set up now. */
  'enrolment-required',
  /** 403: say who you are again (POST me/reverify). */
  'reverify',
  'not-found',
  /** 409 */
  'email-required',
  /** 409: another user's hardware device has this key. */
  'device-taken',
  /** 409: nobody would be left who could get in and undo it. */
  'last-admin',
  /** 409: nothing to switch on or off, or not allowed in this state. */
  'conflict',
  /** 409: mail is not configured, or the user has no address; or nobody could set up what is to be required. */
  'no-mail',
  /** 410: an offered authenticator or a mailed link that was used, has run out or never was. */
  'expired',
  /** 412: somebody else changed it meanwhile (If-Match). */
  'changed-meanwhile',
  /** 413 */
  'too-large',
  'method-not-allowed',
  'unsupported-media-type',
  /** 422: the codes do not belong to the offered authenticator; `clockOffset` says how far off a matching code was. */
  'codes-rejected',
  /** 422, with `rows`: rows of an import with faults; none was taken. */
  'import-refused',
  /** 429, with Retry-After. */
  'throttled',
  /** 500 */
  'fault',
  /** 503: nothing can be said just now, and nothing was charged. */
  'unavailable',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export const importRow = z.strictObject({
  /** Counted from 1; of a CSV file without its header. */
  row: z.int(),
  serial: z.string().nullable(),
  user: z.string().nullable(),
  /** In a sentence; null: this row is good. */
  fault: z.string().nullable(),
})

export const apiError = z.strictObject({
  error: z.strictObject({
    code: z.enum(errorCodes),
    /** English, for whoever reads logs; the widgets have their own words for each code. */
    message: z.string(),
    faults: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    /** Seconds. */
    retryAfter: z.int().optional(),
    codesLeft: z.int().optional(),
    /** Seconds that the authenticator's clock seems to be ahead of the server's. */
    clockOffset: z.int().optional(),
    rows: z.array(importRow).optional(),
    /** A bearer for the set-up alone (`POST me/authenticators`, `.../confirm`), 10 minutes. */
    enrolmentToken: z.string().optional(),
  }),
})
