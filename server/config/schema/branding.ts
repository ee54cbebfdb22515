import { z } from 'zod'
import { text } from './parts.ts'

const shortName = 'a name of 1 to 64 characters, without : and control characters'

/** Authenticator apps read `ISSUER:ACCOUNT` (Key URI Format), so a name has no colon. */
export const issuerName = z.string(shortName).regex(/^[^:\s\p{C}]([^:\p{C}]{0,62}[^:\s\p{C}])?$/u, shortName)

const supportText = 'text of up to 300 characters'

/** Of the service, a portal or a tenant. */
export const branding = z.strictObject({
  name: issuerName.optional().describe('What mail and pages call the service; left out: the issuer.'),
  logo: text('the path of a PNG or SVG file')
    .optional()
    .describe('A PNG or SVG file of up to 100 kB, for pages and (PNG) mail; relative to this file.'),
  accent: z
    .string('a colour such as "#3451c6"')
    .regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as "#3451c6"')
    .transform((colour) => colour.toLowerCase() as `#${string}`)
    .optional()
    .describe('Colour of buttons and links; shaded as far as needed to be readable.'),
  support: z
    .string(supportText)
    .regex(/^[^\p{Cs}\p{Cn}\p{Co}]{1,300}$/u, supportText)
    .optional()
    .describe('Whom users ask for help, as in "Help: extension 100, it@example.org".'),
})
