import { z } from 'zod'
import { call } from './call.ts'
import { importRow } from './errors.ts'
import { enrolRequest, userView } from './user-view.ts'
import { nothing, requirements, tenant, time, typedCode, userFilters, userKey } from './words.ts'

const usersQuery = z.strictObject({
  search: z.string().max(200).default(''),
  status: z.enum(userFilters).optional(),
  /** For superadmins; an admin is shown the own tenant alone. */
  tenant: tenant.optional(),
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const usersPage = z.strictObject({
  users: z.array(userView),
  /**
   * null if there are no more. A page may be short or empty and still have a next one, because a filter checks a limited number
   * of users.
   */
  nextCursor: z.string().nullable(),
  /** Names of user stores that could not be queried. */
  unavailableStores: z.array(z.string()),
})
const assignRequest = z.strictObject({
  ...enrolRequest.shape,
  kind: z.literal('hardware').default('hardware'),
  totpSecret: z.string().min(1).max(512),
  /** Consecutive codes that prove it is this device; admins may omit them. */
  codes: z.array(typedCode).max(5).default([]),
})
const userPolicy = z.strictObject({
  /** null if the policy applies. */
  secondFactor: z.enum(requirements).nullable(),
  /** Enables or disables the set-up; absent to leave it unchanged. */
  enabled: z.boolean().optional(),
})
const importRequest = z
  .strictObject({
    format: z.enum(['csv', 'pskc']),
    content: z
      .string()
      .min(1)
      .max(4 * 1024 * 1024),
    /** In hex, for an encrypted PSKC file (RFC 6030 section 6.1). */
    presharedKey: z
      .string()
      .regex(/^([0-9a-fA-F]{2}){16,32}$/)
      .optional(),
    /** Login name by serial number, for devices whose user the file does not name. */
    users: z.record(z.string(), z.string()).default({}),
    /** The same by userKey; for one serial number, one of the two. */
    userKeys: z.record(z.string(), userKey).default({}),
    /** Reports what would happen and changes nothing. */
    dryRun: z.boolean().default(false),
    /** Imports the good rows even if others have faults; otherwise a fault refuses the whole file. */
    goodRowsOnly: z.boolean().default(false),
  })
  .refine(({ users, userKeys }) => Object.keys(userKeys).every((serial) => !Object.hasOwn(users, serial)), {
    path: ['userKeys'],
    message: 'names a serial number that users names too',
  })
const importResponse = z.strictObject({ rows: z.array(importRow), taken: z.int() })
const auditQuery = z
  .strictObject({
    /** Lines of one user; left out: of all. `user` is the older name of it. */
    userKey: userKey.optional(),
    user: userKey.optional(),
    /** For superadmins; an admin is shown the own tenant alone. */
    tenant: tenant.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(({ user, userKey }) => user === undefined || userKey === undefined, {
    path: ['userKey'],
    message: 'one of userKey and user at most',
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
      tenant: z.string().nullable(),
      /** The admin or operator; null if the user made the change. */
      by: z.string().nullable(),
      door: z.string(),
      askedBy: z.string().nullable(),
      from: z.string().nullable(),
      factors: z.array(z.string()),
      /** Present if refusals came too fast for one line each: how many this one stands for. */
      count: z.int().min(1).optional(),
    }),
  ),
  /** null if there is nothing older. A page may be short or empty and still have a next one. */
  nextCursor: z.string().nullable(),
})
const testMailRequest = z.strictObject({ to: z.email() })
const testMailResponse = z.strictObject({
  delivered: z.boolean(),
  /** The mail server's answer as it stands, or why there is none. */
  answer: z.string(),
})

/** What admins do with the second factor of other users. */
export const adminCalls = {
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
    errors: ['not-found', 'device-taken', 'codes-rejected', 'codes-held', 'changed-meanwhile'],
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
    errors: ['not-found', 'conflict', 'no-mail', 'throttled'],
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
    errors: ['not-found', 'conflict', 'last-admin', 'no-mail', 'changed-meanwhile'],
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
    errors: ['not-found'],
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
}
