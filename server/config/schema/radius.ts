import { z } from 'zod'
import { roles } from '../../../adapters/user-store.ts'
import { secondFactorModes } from '../../login/attempt.ts'
import {
  cidr,
  duration,
  exactlyOneSecret,
  groupName,
  listen,
  name,
  oneOrMore,
  role,
  secretKeys,
  text,
} from './parts.ts'

const attributeValue = z.union([z.string(), z.number()])
const attributes = z.record(
  text('the name of an attribute'),
  z.union([attributeValue, z.array(attributeValue).min(1)], 'text, a number, or a list of them'),
)

const reply = z.strictObject({
  when: z
    .strictObject({
      role: oneOrMore(role, `one or a list of ${roles.join(' | ')}`)
        .optional()
        .describe('The user has one of these roles, exactly.'),
      group: oneOrMore(groupName, 'the name of a group or a list of them')
        .optional()
        .describe('The user is in one of these groups.'),
    })
    .refine(({ role, group }) => role !== undefined || group !== undefined, 'a role, a group or both')
    .meta({ anyOf: [{ required: ['role'] }, { required: ['group'] }] })
    .optional()
    .describe(
      'The users it applies to; left out = everybody, so never with attributes that give privileges.',
    ),
  attributes: attributes.describe('Reply attributes by their dictionary names.'),
})

/** A separator of letters or digits could occur within a code. */
const separatorText = 'at most 16 characters, without letters and digits, which codes are made of'

const radiusClient = z.strictObject({
  name: name.describe('What logs and the audit trail call it.'),
  address: cidr.describe('An address or a CIDR; the longest prefix wins.'),
  ...secretKeys('secret', 'The shared secret'),
  secondFactor: z
    .enum(secondFactorModes)
    .default('append')
    .describe(
      'append: typed after the password; challenge: asked for; auto: either; code-only: no password; none: no code.',
    ),
  separator: z
    .string(separatorText)
    .regex(/^[^\p{L}\p{N}]{0,16}$/u, separatorText)
    .default('')
    .describe('append: "" = the code is the last digits; "," = it follows the last comma.'),
  requireMessageAuthenticator: z
    .boolean()
    .default(true)
    .describe('Discard requests without Message-Authenticator (BlastRADIUS).'),
  limitProxyState: z
    .boolean()
    .default(true)
    .describe('Discard requests with Proxy-State and without Message-Authenticator.'),
  passwordEncoding: z
    .enum(['utf-8', 'latin-1'])
    .default('utf-8')
    .describe('How the device writes passwords; latin-1 = ISO 8859-1, as of some VPN gateways.'),
  allow: z
    .strictObject({
      groups: z
        .array(groupName)
        .default([])
        .describe('Only members of one of these groups; empty = everyone.'),
      roles: z.array(role).default([]).describe('Only these roles; empty = everyone.'),
    })
    .prefault({})
    .describe('Who may log in through it.'),
  reply: z
    .array(reply)
    .default([])
    .describe('Attributes of an Access-Accept; the first entry that matches wins.'),
})

export const radius = z.strictObject({
  listen: z
    .array(listen)
    .min(1)
    .prefault(['127.0.0.1:1812', '[::1]:1812'])
    .describe('UDP addresses of the RADIUS listener; port 0 = any free port.'),
  clients: z
    .array(radiusClient.meta(exactlyOneSecret('secret')))
    .default([])
    .describe('The devices (NAS) that may send requests; all others are ignored.'),
  deadline: duration({ least: 1000, most: 60_000, expected: 'a duration from 1s to 60s' })
    .prefault('4s')
    .describe('How long a login may take; later the NAS no longer waits for the answer.'),
  whenUnavailable: z
    .enum(['silence', 'reject'])
    .default('silence')
    .describe(
      'Answer while a login can be neither accepted nor refused; silence makes the NAS ask its next server.',
    ),
})
