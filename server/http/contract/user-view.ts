import { z } from 'zod'
import {
  algorithms,
  authenticatorKinds,
  requirements,
  role,
  secondFactorStates,
  time,
  userKey,
} from './words.ts'

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

export const userView = z.strictObject({
  key: userKey,
  name: z.string(),
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  role,
  groups: z.array(z.string()),
  /** null: the user store has no tenants. An admin sees those of the own tenant, a superadmin all. */
  tenant: z.string().nullable(),
  /** Whether the user store allows the user to log in. */
  accountEnabled: z.boolean(),
  state: z.enum(secondFactorStates),
  /** Seconds until the next attempt is judged. */
  retryAfter: z.int(),
  locked: z.boolean(),
  /** The requirement that applies to this user; `ownRequirement` is an admin's setting for this user. */
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

export const enrolRequest = z.strictObject({
  kind: z.enum(authenticatorKinds),
  /** Base32 or hex, as the vendor prints it; absent for an app, whose secret is generated here. */
  totpSecret: z.string().min(1).max(512).optional(),
  algorithm: z.enum(algorithms).default('SHA1'),
  digits: z.literal([6, 8]).default(6),
  period: z.literal([30, 60]).default(30),
  serial: z.string().min(1).max(64).optional(),
})
