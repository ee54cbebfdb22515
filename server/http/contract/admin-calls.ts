import { z } from 'zod'
import { call } from './call.ts'
import { importRow } from './errors.ts'
import { enrolRequest, userView } from './user-view.ts'
import { nothing, requirements, time, typedCode, userFilters, userKey } from './words.ts'

const usersQuery = z.strictObject({
  search: z.string().max(200).default(''),
  status: z.enum(userFilters).optional(),
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const usersPage = z.strictObject({
  users: z.array(userView),
  /** null: there are no more. A page may be short, or empty, and still have a next one: a filter looks at so many users. */
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
      /** Of refusals that came too fast to be written one by one: how many this one stands for. */
      count: z.int().min(1).optional(),
    }),
  ),
  /** null: there is nothing older. A page may be short, or empty, and still have a next one. */
  nextCursor: z.string().nullable(),
})
const testMailRequest = z.strictObject({ to: z.email() })
const testMailResponse = z.strictObject({
  delivered: z.boolean(),
  /** Exactly what the mail server answered, or why it could not be asked. */
  answer: z.string(),
})

/** What admins do with the second factor of others. */
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
}
