import type { Call, ErrorCode } from '../contract/index.ts'
import type { Refusal } from './reply.ts'

/** Status and default message of each code. */
export const errors: Readonly<Record<ErrorCode, { readonly status: number; readonly message: string }>> = {
  'invalid-request': { status: 400, message: 'The request does not match what this call takes.' },
  unauthenticated: { status: 401, message: 'A valid bearer token is required.' },
  'login-rejected': {
    status: 401,
    message: 'The user name or password is wrong, or this user may not log in.',
  },
  'code-rejected': { status: 401, message: 'The code is wrong.' },
  'code-used': { status: 401, message: 'This code was already used; wait for the next one.' },
  'codes-held': {
    status: 401,
    message:
      'Codes are refused after a restored backup, because they may have been used since; they work again after retryAfter seconds.',
  },
  'recovery-code-held': {
    status: 401,
    message: 'This recovery code was made before a backup was restored, and may have been used since.',
  },
  'challenge-expired': { status: 401, message: 'This login has expired; begin again with the password.' },
  forbidden: { status: 403, message: 'The caller is not allowed to do this.' },
  'enrolment-required': { status: 403, message: 'A second factor must be set up first.' },
  reverify: { status: 403, message: 'Fresh proof of identity is required: POST /api/v1/me/reverify.' },
  'not-found': { status: 404, message: 'Not found.' },
  'method-not-allowed': { status: 405, message: 'This path does not take this method; see Allow.' },
  'email-required': { status: 409, message: 'The user needs a mail address first.' },
  'device-taken': { status: 409, message: 'This device belongs to another user.' },
  'last-admin': { status: 409, message: 'No admin would be left who can log in.' },
  conflict: { status: 409, message: 'This is not possible in the present state.' },
  'no-mail': { status: 409, message: 'Mail is not configured, or the user has no address.' },
  expired: { status: 410, message: 'It was already used or has expired.' },
  'changed-meanwhile': { status: 412, message: 'It has changed since it was read; read it again.' },
  'too-large': { status: 413, message: 'The body is too large.' },
  'unsupported-media-type': {
    status: 415,
    message: 'Bodies are application/json in UTF-8, without Content-Encoding.',
  },
  'codes-rejected': { status: 422, message: 'These are not the codes of this authenticator.' },
  'import-refused': { status: 422, message: 'Some rows have faults; nothing was imported.' },
  throttled: { status: 429, message: 'Too many attempts; try again after retryAfter seconds.' },
  fault: { status: 500, message: 'The server could not do this; its log says why.' },
  unavailable: { status: 503, message: 'Temporarily unavailable; nothing was counted against the user.' },
}

/** Makes the contract's apiError for a code, with its status and headers. */
export function errorResponse({ refused, message, ...details }: Refusal): Response {
  const { status, message: usual } = errors[refused]
  const headers = {
    'Content-Type': 'application/json',
    ...(details.retryAfter !== undefined && { 'Retry-After': String(details.retryAfter) }),
    ...(refused === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer' }),
  }
  const body = { error: { code: refused, message: message ?? usual, ...details } }
  return new Response(JSON.stringify(body), { status, headers })
}

/** All codes a call may answer with: its own, and those of the steps before it. */
export function errorsOf({ method, path, caller, body, proof, errors: own }: Call): ErrorCode[] {
  const common: ErrorCode[] = ['invalid-request', 'unauthenticated', 'forbidden', 'fault', 'unavailable']
  if (body !== undefined && method !== 'GET') common.push('too-large', 'unsupported-media-type')
  if (path.includes('{')) common.push('not-found')
  if (proof) common.push('reverify')
  // For wrong keys.
  if (caller === 'portal' || caller === 'none') common.push('throttled')
  return [...new Set([...own, ...common])]
}
