import { z } from 'zod'
import { logFormats, logLevels } from './model.ts'
import { alerts } from './schema/alerts.ts'
import { audit } from './schema/audit.ts'
import { branding, issuerName } from './schema/branding.ts'
import { http } from './schema/http.ts'
import { mail } from './schema/mail.ts'
import { text } from './schema/parts.ts'
import { policy } from './schema/policy.ts'
import { radius } from './schema/radius.ts'
import { stateStore, userStores } from './schema/stores.ts'

/**
 * Keys and defaults of ringlock.yaml; editors get them as JSON Schema. Checks across several values are in
 * cross-checks.ts.
 */
export const configSchema = z.strictObject({
  dataDir: text('the path of a folder')
    .default('./data')
    .describe('What Ringlock remembers; relative to this file.'),
  logLevel: z.enum(logLevels).default('info').describe('The least that is logged.'),
  log: z
    .strictObject({
      format: z
        .enum(logFormats)
        .default('json')
        .describe('text: lines for people, with the levels of journald in front.'),
    })
    .prefault({})
    .describe('How it is logged.'),
  radius: radius.optional().describe('The RADIUS listener.'),
  http: http.optional().describe('The HTTP listener; leave out for none.'),
  userStores: userStores.describe('Where users and passwords are; asked in this order.'),
  stateStore: stateStore.prefault({}).describe('Where Ringlock remembers.'),
  mail: mail.optional().describe('How mail is sent; leave out for none.'),
  policy: policy.prefault({}).describe('Who needs a second factor, and how it is managed.'),
  issuer: issuerName.default('Ringlock').describe('The name that authenticator apps show above the code.'),
  branding: branding.optional().describe('What users see of whose service this is.'),
  alerts: alerts.optional().describe('Who is told at once, and of what; leave out for no one.'),
  audit: audit.prefault({}).describe('How long the audit trail is kept.'),
})

export type ConfigValues = z.output<typeof configSchema>
