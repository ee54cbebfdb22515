import { z } from 'zod'
import { call } from './call.ts'
import {
  codeFactors,
  factors,
  nonce,
  nothing,
  opaque,
  requirements,
  role,
  shortText,
  time,
  typedCode,
  typedPassword,
  userKey,
  vouchedMethod,
} from './words.ts'

const loggedIn = z.strictObject({ key: userKey, name: z.string(), displayName: z.string().nullable() })
export const accepted = z.strictObject({
  status: z.literal('accepted'),
  /**
   * EdDSA JWT: iss, sub (userKey), aud (the portal's name), iat, exp (60 s; 5 min with a set-up), jti, nonce (if given), amr,
   * name, role.
   */
  assertion: z.string(),
  user: loggedIn,
  factors: z.array(z.enum(factors)),
  /** Whether to invite the user to set up a second factor; `graceEnds` is when it becomes required. */
  enrolment: z.strictObject({ invited: z.boolean(), graceEnds: time.nullable() }),
  /**
   * During the grace period, if `policy.enrolAtLogin` allows it: a bearer only for the set-up (`POST me/authenticators`), valid
   * for 10 minutes.
   */
  enrolmentToken: z.string().optional(),
  /** Until when the device trusted in this login stays trusted. */
  trustedUntil: time.nullable(),
})
const challenge = z.strictObject({
  status: z.literal('challenge'),
  challenge: opaque,
  /** The factors this user can answer with. */
  factors: z.array(z.enum(codeFactors)).min(1),
  /** Digits of the newest authenticator's code. */
  digits: z.literal([6, 8]),
  /** Lengths of the codes of all the user's authenticators: each of them is accepted. */
  codeLengths: z.array(z.literal([6, 8])).min(1),
  emailCodeDigits: z.int(),
  expiresAt: time,
  /** Whether this user may request a link that resets the second factor (POST login/reset). */
  canReset: z.boolean(),
  /** Seconds for which a device can be trusted; null if this is not offered. */
  trustFor: z.int().nullable(),
})
/** Names a user by exactly one of the two. */
const named = {
  /** The assertion's `sub`, which alone identifies a user for good. */
  userKey: userKey.optional(),
  /** A login name as the user would type it; refused if users of two stores have it. */
  user: shortText.optional(),
}

function namesOne({ userKey, user }: { userKey?: string | undefined; user?: string | undefined }): boolean {
  return (userKey === undefined) !== (user === undefined)
}
const oneName = { path: ['userKey'], message: 'exactly one of userKey and user is wanted' }
const oneNameSchema = { oneOf: [{ required: ['userKey'] }, { required: ['user'] }] }

const ofLogin = {
  /** A value that the portal has bound to this browser; the assertion repeats it (OpenID Connect Core 3.1.2.1). */
  nonce: nonce.optional(),
}
const passwordLogin = z.strictObject({ username: shortText, password: typedPassword, ...ofLogin })
/** A login by the code alone, with the key of a portal that `maySkipPassword` because it authenticates users itself. */
const vouchedLogin = z
  .strictObject({
    ...named,
    /** How the portal authenticated the user. The assertion repeats it, and adds `otp` and `mfa` after a right code. */
    amr: z.array(vouchedMethod).min(1).max(4),
    ...ofLogin,
  })
  .refine(namesOne, oneName)
  .meta(oneNameSchema)
const loginRequest = z.union([passwordLogin, vouchedLogin])
const loginResponse = z.discriminatedUnion('status', [accepted, challenge])
const codeRequest = z.strictObject({
  challenge: opaque,
  factor: z.enum(codeFactors),
  code: typedCode,
  trustDevice: z.boolean().default(false),
})
const challengeRequest = z.strictObject({ challenge: opaque })
const linkRequest = z.strictObject({ token: opaque })

const tokenRequest = z
  .strictObject({
    ...named,
    /** Not above the user store's role, unless the portal is configured for that. */
    role: role.optional(),
    /** In the style of RFC 8176. `sso`: the portal used single sign-on, so the user has no password here. */
    amr: z
      .array(z.enum(['pwd', 'sso', 'mfa']))
      .max(4)
      .default([]),
  })
  .refine(namesOne, oneName)
  .meta(oneNameSchema)
const tokenResponse = z.strictObject({ token: z.string(), expiresAt: time, userKey })
/** The link of an enrolment mail together with the password gives a widget token for its user alone. */
const enrolmentLinkRequest = z.strictObject({ token: opaque, password: typedPassword })

/** Logging in, links and codes by mail, and widget tokens. */
export const loginCalls = {
  login: call({
    method: 'POST',
    path: '/login',
    summary:
      'Begins a login: with name and password, or by the code alone for a portal that may skip the password',
    caller: 'none',
    proof: false,
    body: loginRequest,
    status: 200,
    response: loginResponse,
    errors: ['login-rejected', 'enrolment-required', 'conflict', 'throttled', 'unavailable'],
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
    errors: [
      'code-rejected',
      'code-used',
      'codes-held',
      'recovery-code-held',
      'challenge-expired',
      'throttled',
      'unavailable',
    ],
  }),
  showTrustedDevice: call({
    method: 'POST',
    path: '/login/trusted-device',
    summary: 'Answers the challenge that a server holds by the cookie of a browser that is trusted',
    caller: 'none',
    proof: false,
    body: challengeRequest,
    status: 200,
    response: accepted,
    errors: ['code-rejected', 'challenge-expired', 'throttled', 'unavailable'],
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
  redeemAssertion: call({
    method: 'POST',
    path: '/assertions/redeem',
    summary: 'Tells whose login an assertion for this portal is, once',
    caller: 'portal',
    proof: false,
    body: z.strictObject({ assertion: z.string().min(1).max(8192) }),
    status: 200,
    response: z.strictObject({ user: loggedIn }),
    errors: ['expired', 'conflict', 'unavailable'],
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
    errors: ['not-found', 'conflict', 'forbidden', 'unavailable'],
  }),
}
