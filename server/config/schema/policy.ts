import { z } from 'zod'
import { roles } from '../../../adapters/user-store.ts'
import { requirements } from '../../login/policy.ts'
import { branding } from './branding.ts'
import { duration, durationText, groupName, role, text, wholeNumber } from './parts.ts'

const enrolmentCodes = z.strictObject({
  app: wholeNumber(1, 5).default(1).describe('For authenticator apps.'),
  hardware: wholeNumber(1, 5).default(2).describe('For hardware tokens, whose clocks drift.'),
})

const off = z.literal('off').transform(() => null)
/** What can differ from tenant to tenant. */
const choices = {
  secondFactor: z.enum(requirements).describe('For all users.'),
  groups: z
    .record(groupName, z.enum(requirements))
    .describe('For members of a group; the strictest that applies wins.'),
  gracePeriod: duration().describe('Required but not enrolled: password alone until then.'),
  enrolmentMail: z
    .enum(['off', 'link', 'qr'])
    .describe('Sent at the first login after a second factor is asked for.'),
  enrolAtLogin: z
    .enum(['off', 'grace', 'on'])
    .describe(
      'Set-up in the middle of a login: in the grace period, or also after it, when a stolen password could enrol.',
    ),
  emailCode: z.boolean().describe('A code by mail as fallback.'),
  trustedDevice: z
    .union([off, duration()], `off, or ${durationText}`)
    .describe('How long a device may skip the code, or off.'),
  resetLink: duration({ least: 1000, expected: 'a duration of 1s or more, such as 10m' }).describe(
    'How long a mailed link works.',
  ),
  selfReset: z.array(role).describe('Roles that may reset by mailed link after a correct password.'),
  adminControl: z.enum(['self-only', 'lower-roles']).describe('Whose second factor an admin manages.'),
} as const

export const policy = z.strictObject({
  secondFactor: choices.secondFactor.default('optional'),
  groups: choices.groups.default({}),
  gracePeriod: choices.gracePeriod.prefault('7d'),
  driftWindow: wholeNumber(0, 10).default(1).describe('Time-steps accepted on each side.'),
  enrolmentCodes: enrolmentCodes.prefault({}).describe('Consecutive codes asked for at enrolment.'),
  requireEmail: z
    .boolean()
    .default(false)
    .describe('Only users with a mail address may set up an authenticator.'),
  enrolmentMail: choices.enrolmentMail.default('link'),
  enrolAtLogin: choices.enrolAtLogin.default('grace'),
  emailCode: choices.emailCode.default(true),
  trustedDevice: choices.trustedDevice.prefault('7d'),
  resetLink: choices.resetLink.prefault('10m'),
  selfReset: choices.selfReset.default([...roles]),
  adminControl: choices.adminControl.default('lower-roles'),
  tenants: z
    .record(
      text('the name of a tenant'),
      z.strictObject({ ...choices, branding: branding.describe('What its users see.') }).partial(),
    )
    .default({})
    .describe('For the users of one tenant, such as a domain of FusionPBX: what differs from the above.'),
})
