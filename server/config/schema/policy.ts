import { z } from 'zod'
import { roles } from '../../../adapters/user-store.ts'
import { requirements } from '../../login/policy.ts'
import { duration, durationText, groupName, role, wholeNumber } from './parts.ts'

const enrolmentCodes = z.strictObject({
  app: wholeNumber(1, 5).default(1).describe('For authenticator apps.'),
  hardware: wholeNumber(1, 5).default(2).describe('For hardware tokens, whose clocks drift.'),
})

export const policy = z.strictObject({
  secondFactor: z.enum(requirements).default('optional').describe('For all users.'),
  groups: z
    .record(groupName, z.enum(requirements))
    .default({})
    .describe('For members of a group; the strictest that applies wins.'),
  gracePeriod: duration().prefault('7d').describe('Required but not enrolled: password alone until then.'),
  driftWindow: wholeNumber(0, 10).default(1).describe('Time-steps accepted on each side.'),
  enrolmentCodes: enrolmentCodes.prefault({}).describe('Consecutive codes asked for at enrolment.'),
  requireEmail: z
    .boolean()
    .default(false)
    .describe('Only users with a mail address may set up an authenticator.'),
  enrolmentMail: z
    .enum(['off', 'link', 'qr'])
    .default('link')
    .describe('Sent at the first login after a second factor is asked for.'),
  enrolAtLogin: z
    .enum(['off', 'grace', 'on'])
    .default('grace')
    .describe(
      'Set-up in the middle of a login: in the grace period, or also after it, when a stolen password could enrol.',
    ),
  emailCode: z.boolean().default(true).describe('A code by mail as fallback.'),
  trustedDevice: z
    .union([z.literal('off').transform(() => null), duration()], `off, or ${durationText}`)
    .prefault('7d')
    .describe('How long a device may skip the code, or off.'),
  resetLink: duration({ least: 1000, expected: 'a duration of 1s or more, such as 10m' })
    .prefault('10m')
    .describe('How long a mailed link works.'),
  selfReset: z
    .array(role)
    .default([...roles])
    .describe('Roles that may reset by mailed link after a correct password.'),
  adminControl: z
    .enum(['self-only', 'lower-roles'])
    .default('lower-roles')
    .describe('Whose second factor an admin manages.'),
})
