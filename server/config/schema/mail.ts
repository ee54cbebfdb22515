import { z } from 'zod'
import { languages } from '../../locales/languages.ts'
import { secretKeys, text, wholeNumber } from './parts.ts'

export const mail = z.strictObject({
  from: z
    .string('a mail address')
    .regex(
      /^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'a mail address: "pbx@example.org" or "Phone system <pbx@example.org>"',
    )
    .default('Phone system <pbx@example.test>')
    .describe('Sender of every mail.'),
  language: z.enum(languages).default('en').describe('Language of mails to users whose user store has none.'),
  templates: text('the path of a folder')
    .optional()
    .describe('A folder with texts of your own; relative to this file.'),
  appLink: z
    .boolean()
    .default(false)
    .describe('Whether mail with a QR code has its secret as a link, too, which opens an app on a phone.'),
  smtp: z
    .strictObject({
      host: text('the name or address of a mail server').default('127.0.0.1').describe('The mail server.'),
      port: wholeNumber(1, 65_535).default(2525).describe('Its port.'),
      security: z
        .enum(['none', 'starttls', 'tls'])
        .default('none')
        .describe('How the connection is protected.'),
      ca: text('the path of a file')
        .optional()
        .describe(
          'Certificates (PEM) to trust instead of the well-known authorities; relative to this file.',
        ),
      user: text('a login name')
        .optional()
        .describe('Login name there; leave out to send without logging in.'),
      ...secretKeys('password', 'The password that belongs to user'),
    })
    .refine(
      ({ user, password, passwordFile, passwordEnv }) =>
        (user === undefined) === ((password ?? passwordFile ?? passwordEnv) === undefined),
      'user and a password, or neither',
    )
    .prefault({})
    .describe('How mail leaves.'),
})
