import { z } from 'zod'
import { call } from './call.ts'
import { accepted } from './login-calls.ts'
import { enrolRequest, userView } from './user-view.ts'
import { algorithms, authenticatorKinds, nothing, time, typedCode, typedPassword } from './words.ts'

const meResponse = z.strictObject({
  user: userView,
  issuer: z.string(),
  amr: z.array(z.string()),
  /** Until when changes need no further proof; null if POST me/reverify is needed first. */
  provenUntil: time.nullable(),
  /**
   * What POST me/reverify requires. Neither, after single sign-on: then a widget token counts as proof for five minutes after
   * its issue.
   */
  proof: z.strictObject({ password: z.boolean(), code: z.boolean() }),
  /** How many consecutive codes confirm a set-up. */
  enrolmentCodes: z.strictObject({ app: z.int(), hardware: z.int() }),
  /** Whether a set-up requires a mail address. */
  emailRequired: z.boolean(),
  mail: z.boolean(),
  /** Seconds; null if devices cannot be trusted. */
  trustFor: z.int().nullable(),
})
const reverifyRequest = z.strictObject({ password: typedPassword.optional(), code: typedCode.optional() })
const reverifyResponse = z.strictObject({ provenUntil: time })

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
/** Ten with the first authenticator; empty with a further one, because the user has codes already. */
const recoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) })
const recoveryCodeCount = z.strictObject({
  left: z.int(),
  /** How many were made before a backup was restored and are refused until a new set is made; absent if none. */
  held: z.int().optional(),
})
const trustedDevices = z.strictObject({
  devices: z.array(
    z.strictObject({
      id: z.string(),
      /** Browser and system, as far as they could be recognised. */
      name: z.string(),
      trustedAt: time,
      lastUsedAt: time,
      expiresAt: time,
    }),
  ),
})

/** What users do with their own second factor. */
export const selfCalls = {
  me: call({
    method: 'GET',
    path: '/me',
    summary: 'The state of my second factor',
    caller: 'self',
    proof: false,
    setUp: true,
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
    errors: [
      'login-rejected',
      'code-rejected',
      'code-used',
      'codes-held',
      'recovery-code-held',
      'throttled',
      'unavailable',
    ],
  }),
  offerAuthenticator: call({
    method: 'POST',
    path: '/me/authenticators',
    summary: 'Begins the setup of an authenticator; nothing changes before it is confirmed',
    caller: 'self',
    proof: true,
    setUp: true,
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
    setUp: true,
    body: confirmRequest,
    status: 200,
    response: z.strictObject({
      ...recoveryCodes.shape,
      /**
       * For an `enrolmentToken`: the login during which it was set up. Absent if that login could not be finished; the user
       * then logs in again.
       */
      login: accepted.optional(),
    }),
    errors: ['codes-rejected', 'code-used', 'codes-held', 'expired', 'device-taken', 'throttled'],
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
}
