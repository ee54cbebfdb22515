import { z } from 'zod'
import { alertKinds } from '../../alerts/alert.ts'
import { parseProbeUrl } from '../values.ts'
import { exactlyOneSecret, oneOrMore, parsed, secretKeys, text } from './parts.ts'

const address = z.string('a mail address').regex(/^[^<>@\s]+@[^<>@\s]+$/, 'a mail address: "ops@example.org"')

export const alerts = z
  .strictObject({
    mail: oneOrMore(address, 'a mail address, or a list of them').optional().describe('Who gets a mail.'),
    webhook: z
      .strictObject({
        url: parsed(
          'an https URL without login, ? and #, or an http one of this machine',
          parseProbeUrl,
        ).describe('Where a message is posted.'),
        ...secretKeys('key', 'The key that it is signed with'),
        ca: text('the path of a file')
          .optional()
          .describe(
            'Certificates to trust there (PEM), in place of the usual authorities; relative to this file.',
          ),
      })
      .meta(exactlyOneSecret('key'))
      .optional()
      .describe('A webhook that gets each message.'),
    on: z
      .array(z.enum(alertKinds))
      .default([...alertKinds])
      .describe('What is told.'),
  })
  .refine(({ mail, webhook }) => mail !== undefined || webhook !== undefined, 'mail, webhook, or both')
