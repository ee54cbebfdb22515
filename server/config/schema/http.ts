import { z } from 'zod'
import { originOf, parseOrigin, parsePublicUrl } from '../values.ts'
import { exactlyOneSecret, listen, name, parsed, secretKeys } from './parts.ts'

const portal = z.strictObject({
  name: name.describe('What logs and the audit trail call it.'),
  ...secretKeys('key', 'The key the portal identifies itself with'),
  origins: z
    .array(
      parsed(
        'an origin such as "https://portal.example.org", without path and wildcard',
        parseOrigin,
        (typed) => {
          const origin = originOf(typed)
          return origin === null ? null : `"${origin}"`
        },
      ),
    )
    .default([])
    .describe('Origins of the pages that embed the widgets.'),
})

export const http = z.strictObject({
  listen: listen.prefault('127.0.0.1:8080').describe('TCP address of the HTTP door.'),
  publicUrl: parsed('an http or https URL without login, ? and #', parsePublicUrl)
    .prefault('http://127.0.0.1:8080')
    .describe('Where users reach it; the only source of links in mail.'),
  portals: z
    .array(portal.meta(exactlyOneSecret('key')))
    .default([])
    .describe('Sites that may ask for widget tokens.'),
})
