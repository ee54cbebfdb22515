import { z } from 'zod'
import { shipFormats } from '../model.ts'
import { parseShipUrl } from '../values.ts'
import { duration, name, parsed, secretKeys, size, text } from './parts.ts'

const minute = 60_000
const leastSize = 1e6

const shipUrl =
  'udp://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT, or an https URL without login, ? and #, or an http one of this machine'

const receiver = z
  .strictObject({
    name: name.describe('What log and metrics call it.'),
    to: parsed(shipUrl, parseShipUrl).describe(
      'Where the lines go: udp, tcp and tls are syslog (RFC 5424), https is a webhook.',
    ),
    format: z
      .enum(shipFormats)
      .default('json')
      .describe('json: the lines as they stand, with their MACs; cef: as SIEMs read them.'),
    ...secretKeys('key', 'The key that requests to a webhook are signed with'),
    ca: text('the path of a file')
      .optional()
      .describe(
        'Certificates to trust there (PEM), in place of the usual authorities; relative to this file.',
      ),
  })
  .refine(
    ({ to, key, keyFile, keyEnv }) => to?.startsWith('http') === ((key ?? keyFile ?? keyEnv) !== undefined),
    'a key for a webhook, and none for syslog',
  )

export const audit = z.strictObject({
  keep: duration({ least: minute, expected: 'a duration of 1m or more, such as 400d' })
    .prefault('400d')
    .describe('How long lines are kept; whole files are deleted, the oldest first.'),
  maxSize: size({ least: leastSize, expected: 'a size of 1MB or more, such as 500MB or 5GB' })
    .prefault('5GB')
    .describe('The size of all files of the audit trail together.'),
  ship: z.array(receiver).default([]).describe('Where each line is sent, too.'),
})
