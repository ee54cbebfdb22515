import { z } from 'zod'

/**
 * The HTTP API under /api/v1 as schemas and types: what routes check, what the OpenAPI document says, and what the
 * widgets are typed by. Requests are strict; unknown fields are faults. Times are ISO 8601 in UTC.
 */

export const roles = ['user', 'admin', 'superadmin'] as const
export const requirements = ['off', 'optional', 'required'] as const
/** How a code is typed in. */
export const codeFactors = ['totp', 'recovery-code', 'email-code'] as const
export const factors = ['password', ...codeFactors, 'trusted-device'] as const
export const authenticatorKinds = ['app', 'hardware'] as const
export const algorithms = ['SHA1', 'SHA256', 'SHA512'] as const
/** Of a user's second factor; `required`: one must be set up, and none is. */
export const secondFactorStates = ['enabled', 'disabled', 'pending', 'required', 'not-enrolled'] as const
/** What the list of users is filtered by. */
export const userFilters = [...secondFactorStates, 'locked'] as const

const role = z.enum(roles)
const time = z.iso.datetime()
const shortText = z.string().min(1).max(320)
const typedPassword = z.string().min(1).max(1024)
const typedCode = z.string().min(1).max(64)
const opaque = z.string().min(1).max(1024)
const userKey = z.string().min(3).max(512)
const nothing = z.strictObject({})

// Errors

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
  /** 401: the login has to begin again with the password. */
  'challenge-expired',
  /** 403: the token does not reach that far. */
  'forbidden',
  /** 403: a second factor must be set up first, and the grace period is over. */
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
  /** 409: mail is not configured, or the user has no address. */
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
  }),
})

// Logging in

const accepted = z.strictObject({
  status: z.literal('accepted'),
  /** EdDSA JWT: iss, sub (userKey), aud (the portal's name), iat, exp (60 s), jti, amr, name, role. */
  assertion: z.string(),
  user: z.strictObject({ key: userKey, name: z.string(), displayName: z.string().nullable() }),
  factors: z.array(z.enum(factors)),
  /** Whether to invite the user to set up a second factor; `graceEnds`: from then on it is asked for. */
  enrolment: z.strictObject({ invited: z.boolean(), graceEnds: time.nullable() }),
  /** When the device that was trusted with this login stops being trusted. */
  trustedUntil: time.nullable(),
})
const challenge = z.strictObject({
  status: z.literal('challenge'),
  challenge: opaque,
  /** What this user can answer with. */
  factors: z.array(z.enum(codeFactors)).min(1),
  digits: z.literal([6, 8]),
  expiresAt: time,
  /** Whether this user may ask for a link that takes the second factor off (POST login/reset). */
  canReset: z.boolean(),
  /** Seconds for which a device can be trusted; null: not offered. */
  trustFor: z.int().nullable(),
})
const loginRequest = z.strictObject({ username: shortText, password: typedPassword })
const loginResponse = z.discriminatedUnion('status', [accepted, challenge])
const codeRequest = z.strictObject({
  challenge: opaque,
  factor: z.enum(codeFactors),
  code: typedCode,
  trustDevice: z.boolean().default(false),
})
const challengeRequest = z.strictObject({ challenge: opaque })
const linkRequest = z.strictObject({ token: opaque })

// Tokens

const tokenRequest = z.strictObject({
  /** The login name, as the user would type it. */
  user: shortText,
  /** Never above what the user store says, unless the portal is configured to say so. */
  role: role.optional(),
  /** RFC 8176 in spirit: `sso`: the portal let this user in by single sign-on, there is no password here. */
  amr: z
    .array(z.enum(['pwd', 'sso', 'mfa']))
    .max(4)
    .default([]),
})
const tokenResponse = z.strictObject({ token: z.string(), expiresAt: time, userKey })

// One user's second factor

const shownAuthenticator = z.strictObject({
  id: z.string(),
  kind: z.enum(authenticatorKinds),
  algorithm: z.enum(algorithms),
  digits: z.literal([6, 8]),
  period: z.literal([30, 60]),
  serial: z.string().nullable(),
  enabled: z.boolean(),
  enrolledAt: time,
})

const userView = z.strictObject({
  key: userKey,
  name: z.string(),
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  role,
  groups: z.array(z.string()),
  /** Whether the user store lets the user log in at all. */
  accountEnabled: z.boolean(),
  state: z.enum(secondFactorStates),
  /** Seconds until the next attempt is looked at. */
  retryAfter: z.int(),
  locked: z.boolean(),
  /** What is asked of this user in force; `ownRequirement` is what an admin set for this user alone. */
  requirement: z.enum(requirements),
  ownRequirement: z.enum(requirements).nullable(),
  graceEnds: time.nullable(),
  authenticators: z.array(shownAuthenticator),
  recoveryCodesLeft: z.int(),
  /** ETag of this user's second factor, for If-Match. */
  version: z.string(),
  /** Whether the caller may change it. */
  manageable: z.boolean(),
})

const meResponse = z.strictObject({
  user: userView,
  issuer: z.string(),
  amr: z.array(z.string()),
  /** Until then changes need no further proof; null: POST me/reverify first. */
  provenUntil: time.nullable(),
  /** What POST me/reverify wants. */
  proof: z.strictObject({ password: z.boolean(), code: z.boolean() }),
  /** Consecutive codes asked for when an authenticator is set up. */
  enrolmentCodes: z.strictObject({ app: z.int(), hardware: z.int() }),
  /** Set up only with a mail address. */
  emailRequired: z.boolean(),
  mail: z.boolean(),
  /** Seconds; null: no device is trusted. */
  trustFor: z.int().nullable(),
})
const reverifyRequest = z.strictObject({ password: typedPassword.optional(), code: typedCode.optional() })
const reverifyResponse = z.strictObject({ provenUntil: time })

const enrolRequest = z.strictObject({
  kind: z.enum(authenticatorKinds),
  /** Base32 or hex, as the vendor prints it; left out for an app, whose secret is made here. */
  totpSecret: z.string().min(1).max(512).optional(),
  algorithm: z.enum(algorithms).default('SHA1'),
  digits: z.literal([6, 8]).default(6),
  period: z.literal([30, 60]).default(30),
  serial: z.string().min(1).max(64).optional(),
})
const offeredAuthenticator = z.strictObject({
  id: z.string(),
  kind: z.enum(authenticatorKinds),
  /** Base32, without spaces. */
  totpSecret: z.string(),
  uri: z.string(),
  issuer: z.string(),
  account: z.string(),
  algorithm: z.enum(algorithms),
  digits: z.literal([6, 8]),
  period: z.literal([30, 60]),
  /** How many consecutive codes to confirm with. */
  codes: z.int().min(1),
  expiresAt: time,
})
const confirmRequest = z.strictObject({ codes: z.array(typedCode).min(1).max(5) })
/** Ten with the first authenticator; empty beside another, whose user has codes already. */
const recoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) })
const recoveryCodeCount = z.strictObject({ left: z.int() })
const trustedDevices = z.strictObject({
  devices: z.array(
    z.strictObject({
      id: z.string(),
      /** Browser and system, as far as it can be told. */
      name: z.string(),
      trustedAt: time,
      lastUsedAt: time,
      expiresAt: time,
    }),
  ),
})

// Admins

const usersQuery = z.strictObject({
  search: z.string().max(200).default(''),
  status: z.enum(userFilters).optional(),
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const usersPage = z.strictObject({
  users: z.array(userView),
  nextCursor: z.string().nullable(),
  /** Names of user stores that could not be asked. */
  unavailableStores: z.array(z.string()),
})
const assignRequest = z.strictObject({
  ...enrolRequest.shape,
  kind: z.literal('hardware').default('hardware'),
  totpSecret: z.string().min(1).max(512),
  /** Consecutive codes as proof that it is this device; may be left out by an admin. */
  codes: z.array(typedCode).max(5).default([]),
})
const userPolicy = z.strictObject({
  /** null: as the policy says for everybody and the user's groups. */
  secondFactor: z.enum(requirements).nullable(),
  /** Switches the setup off or on, and keeps it; left out: as it is. */
  enabled: z.boolean().optional(),
})
const importRequest = z.strictObject({
  format: z.enum(['csv', 'pskc']),
  content: z
    .string()
    .min(1)
    .max(4 * 1024 * 1024),
  /** Hex; of an encrypted PSKC file (RFC 6030 section 6.1). */
  presharedKey: z
    .string()
    .regex(/^([0-9a-fA-F]{2}){16,32}$/)
    .optional(),
  /** Login name for a serial number, where the file does not say whose it is. */
  users: z.record(z.string(), z.string()).default({}),
  /** Say what would happen, and take nothing. */
  dryRun: z.boolean().default(false),
  /** Take the good rows beside faulty ones; otherwise a fault refuses the whole file. */
  goodRowsOnly: z.boolean().default(false),
})
const importResponse = z.strictObject({ rows: z.array(importRow), taken: z.int() })
const auditQuery = z.strictObject({
  /** A userKey; left out: of everybody. */
  user: userKey.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const auditPage = z.strictObject({
  /** Newest first. */
  events: z.array(
    z.strictObject({
      at: time,
      event: z.string(),
      outcome: z.string(),
      reason: z.string().nullable(),
      login: z.string().nullable(),
      userKey: z.string().nullable(),
      /** Who did it, when it was not the user. */
      by: z.string().nullable(),
      door: z.string(),
      askedBy: z.string().nullable(),
      from: z.string().nullable(),
      factors: z.array(z.string()),
    }),
  ),
  nextCursor: z.string().nullable(),
})
const testMailRequest = z.strictObject({ to: z.email() })
const testMailResponse = z.strictObject({
  delivered: z.boolean(),
  /** Exactly what the mail server answered, or why it could not be asked. */
  answer: z.string(),
})
/** The link of an enrolment mail, together with the password, opens a widget token for its user alone. */
const enrolmentLinkRequest = z.strictObject({ token: opaque, password: typedPassword })

// The calls

/** `none`: anybody; `portal`: the portal's key as bearer; `self`, `admin`: a widget token as bearer. */
export type Caller = 'none' | 'portal' | 'self' | 'admin'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under /api/v1; parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly caller: Caller
  /** Whether fresh proof (POST me/reverify) is needed. */
  readonly proof: boolean
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: 200 | 201 | 202 | 204
  readonly response?: z.ZodType
  /** Beside those every call may answer with. */
  readonly errors: readonly ErrorCode[]
}

function call<const C extends Call>(definition: C): C {
  return definition
}

export const calls = {
  login: call({
    method: 'POST',
    path: '/login',
    summary: 'Begins a login with name and password',
    caller: 'none',
    proof: false,
    body: loginRequest,
    status: 200,
    response: loginResponse,
    errors: ['login-rejected', 'enrolment-required', 'throttled', 'unavailable'],
  }),
  answerChallenge: call({
    method: 'POST',
    path: '/login/challenge',
    summary: 'Answers the challenge of a login with a code',
    caller: 'none',
    proof: false,
    body: codeRequest,
    status: 200,
    response: accepted,
    errors: ['code-rejected', 'code-used', 'challenge-expired', 'throttled', 'unavailable'],
  }),
  sendEmailCode: call({
    method: 'POST',
    path: '/login/email-code',
    summary: 'Mails a code for this login; the same answer for everyone',
    caller: 'none',
    proof: false,
    body: challengeRequest,
    status: 202,
    response: nothing,
    errors: [],
  }),
  requestReset: call({
    method: 'POST',
    path: '/login/reset',
    summary: 'Mails a link that takes the second factor off; the same answer for everyone',
    caller: 'none',
    proof: false,
    body: challengeRequest,
    status: 202,
    response: nothing,
    errors: [],
  }),
  reset: call({
    method: 'POST',
    path: '/reset',
    summary: 'Consumes a mailed reset link',
    caller: 'none',
    proof: false,
    body: linkRequest,
    status: 200,
    response: z.strictObject({ name: z.string(), requirement: z.enum(requirements) }),
    errors: ['expired'],
  }),
  openEnrolmentLink: call({
    method: 'POST',
    path: '/enrolment-links',
    summary: 'Opens the link of an enrolment mail with the password of its user',
    caller: 'none',
    proof: false,
    body: enrolmentLinkRequest,
    status: 200,
    response: tokenResponse,
    errors: ['login-rejected', 'expired', 'throttled', 'unavailable'],
  }),
  issueWidgetToken: call({
    method: 'POST',
    path: '/widget-tokens',
    summary: "Issues a widget token for one of the portal's users",
    caller: 'portal',
    proof: false,
    body: tokenRequest,
    status: 201,
    response: tokenResponse,
    errors: ['not-found', 'forbidden', 'unavailable'],
  }),
  me: call({
    method: 'GET',
    path: '/me',
    summary: 'The state of my second factor',
    caller: 'self',
    proof: false,
    status: 200,
    response: meResponse,
    errors: [],
  }),
  reverify: call({
    method: 'POST',
    path: '/me/reverify',
    summary: 'Proves again who I am; changes of a factor need it at most five minutes before',
    caller: 'self',
    proof: false,
    body: reverifyRequest,
    status: 200,
    response: reverifyResponse,
    errors: ['login-rejected', 'code-rejected', 'code-used', 'throttled', 'unavailable'],
  }),
  offerAuthenticator: call({
    method: 'POST',
    path: '/me/authenticators',
    summary: 'Begins the setup of an authenticator; nothing changes before it is confirmed',
    caller: 'self',
    proof: true,
    body: enrolRequest,
    status: 201,
    response: offeredAuthenticator,
    errors: ['email-required', 'device-taken'],
  }),
  confirmAuthenticator: call({
    method: 'POST',
    path: '/me/authenticators/{id}/confirm',
    summary: 'Confirms it with one or more consecutive codes',
    caller: 'self',
    proof: true,
    body: confirmRequest,
    status: 200,
    response: recoveryCodes,
    errors: ['codes-rejected', 'code-used', 'expired', 'device-taken', 'throttled'],
  }),
  switchAuthenticator: call({
    method: 'PATCH',
    path: '/me/authenticators/{id}',
    summary: 'Disables or enables an authenticator and keeps its setup',
    caller: 'self',
    proof: true,
    body: z.strictObject({ enabled: z.boolean() }),
    status: 200,
    response: userView,
    errors: ['not-found', 'conflict', 'last-admin', 'changed-meanwhile'],
  }),
  deleteAuthenticator: call({
    method: 'DELETE',
    path: '/me/authenticators/{id}',
    summary: 'Deletes an authenticator, or gives up its setup',
    caller: 'self',
    proof: true,
    status: 204,
    errors: ['not-found', 'conflict', 'last-admin', 'changed-meanwhile'],
  }),
  countRecoveryCodes: call({
    method: 'GET',
    path: '/me/recovery-codes',
    summary: 'How many recovery codes are left',
    caller: 'self',
    proof: false,
    status: 200,
    response: recoveryCodeCount,
    errors: [],
  }),
  makeRecoveryCodes: call({
    method: 'POST',
    path: '/me/recovery-codes',
    summary: 'Makes a new set; the old one stops working',
    caller: 'self',
    proof: true,
    body: nothing,
    status: 201,
    response: recoveryCodes,
    errors: ['conflict'],
  }),
  deleteRecoveryCodes: call({
    method: 'DELETE',
    path: '/me/recovery-codes',
    summary: 'Deletes the recovery codes',
    caller: 'self',
    proof: true,
    status: 204,
    errors: [],
  }),
  listTrustedDevices: call({
    method: 'GET',
    path: '/me/trusted-devices',
    summary: 'Devices that are not asked for a code',
    caller: 'self',
    proof: false,
    status: 200,
    response: trustedDevices,
    errors: [],
  }),
  deleteTrustedDevice: call({
    method: 'DELETE',
    path: '/me/trusted-devices/{id}',
    summary: 'Stops trusting a device',
    caller: 'self',
    proof: false,
    status: 204,
    errors: ['not-found'],
  }),
  listUsers: call({
    method: 'GET',
    path: '/users',
    summary: 'Users of all stores with the state of their second factor',
    caller: 'admin',
    proof: false,
    query: usersQuery,
    status: 200,
    response: usersPage,
    errors: [],
  }),
  readUser: call({
    method: 'GET',
    path: '/users/{key}',
    summary: 'One user',
    caller: 'admin',
    proof: false,
    status: 200,
    response: userView,
    errors: ['not-found', 'unavailable'],
  }),
  deleteAuthenticators: call({
    method: 'DELETE',
    path: '/users/{key}/authenticators',
    summary: "Deletes a user's whole setup",
    caller: 'admin',
    proof: true,
    status: 200,
    response: userView,
    errors: ['not-found', 'last-admin', 'changed-meanwhile'],
  }),
  assignHardware: call({
    method: 'POST',
    path: '/users/{key}/authenticators',
    summary: 'Assigns a hardware device to a user',
    caller: 'admin',
    proof: true,
    body: assignRequest,
    status: 201,
    response: userView,
    errors: ['not-found', 'device-taken', 'codes-rejected', 'changed-meanwhile'],
  }),
  sendEnrolmentMail: call({
    method: 'POST',
    path: '/users/{key}/enrolment-mail',
    summary: 'Mails a user the invitation to set up a second factor',
    caller: 'admin',
    proof: false,
    body: nothing,
    status: 202,
    response: nothing,
    errors: ['not-found', 'no-mail', 'throttled'],
  }),
  unlockUser: call({
    method: 'POST',
    path: '/users/{key}/unlock',
    summary: "Forgets a user's failures",
    caller: 'admin',
    proof: false,
    body: nothing,
    status: 200,
    response: userView,
    errors: ['not-found'],
  }),
  putUserPolicy: call({
    method: 'PUT',
    path: '/users/{key}/policy',
    summary: 'Requires a second factor of one user, excuses one, or switches a setup off and on',
    caller: 'admin',
    proof: true,
    body: userPolicy,
    status: 200,
    response: userView,
    errors: ['not-found', 'last-admin', 'no-mail', 'changed-meanwhile'],
  }),
  importHardware: call({
    method: 'POST',
    path: '/hardware-imports',
    summary: 'Assigns many hardware devices from a CSV or PSKC (RFC 6030) file',
    caller: 'admin',
    proof: true,
    body: importRequest,
    status: 200,
    response: importResponse,
    errors: ['import-refused', 'too-large'],
  }),
  readAudit: call({
    method: 'GET',
    path: '/audit',
    summary: 'The audit trail, newest first',
    caller: 'admin',
    proof: false,
    query: auditQuery,
    status: 200,
    response: auditPage,
    errors: [],
  }),
  sendTestMail: call({
    method: 'POST',
    path: '/settings/test-mail',
    summary: 'Sends a mail now and says what the mail server answered',
    caller: 'admin',
    proof: false,
    body: testMailRequest,
    status: 200,
    response: testMailResponse,
    errors: ['no-mail', 'throttled'],
  }),
} satisfies Record<string, Call>

export type Calls = typeof calls
export type CallName = keyof Calls
type Part<Name extends CallName, Key extends 'query' | 'body' | 'response'> =
  Calls[Name] extends Record<Key, infer Schema extends z.ZodType> ? Schema : never
/** What a caller sends, defaults left out. */
export type RequestBody<Name extends CallName> = z.input<Part<Name, 'body'>>
export type RequestQuery<Name extends CallName> = z.input<Part<Name, 'query'>>
/** What a route works on, defaults filled in. */
export type ParsedBody<Name extends CallName> = z.output<Part<Name, 'body'>>
export type ParsedQuery<Name extends CallName> = z.output<Part<Name, 'query'>>
export type ResponseBody<Name extends CallName> = z.output<Part<Name, 'response'>>
export type ApiError = z.output<typeof apiError>
export type UserView = z.output<typeof userView>
export type SecondFactorState = (typeof secondFactorStates)[number]
export type CodeFactor = (typeof codeFactors)[number]
