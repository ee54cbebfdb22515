import { z } from 'zod'
import { originOf, parseOrigin, parseProbeUrl, parsePublicUrl } from '../values.ts'
import { branding } from './branding.ts'
import { cidr, exactlyOneSecret, listen, name, parsed, secretKeys, text } from './parts.ts'

const ownName = 'ringlock'

const portal = z.strictObject({
  name: name
    .refine((given) => given !== ownName, `another name: ${ownName} stands for our own pages`)
    .describe('What logs and the audit trail call it, and the audience of its assertions.'),
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
  maySetRole: z
    .boolean()
    .default(false)
    .describe('Whether it may give its users a higher role than the user store says.'),
  maySkipPassword: z
    .boolean()
    .default(false)
    .describe('Whether its server may log users in by the code alone, having proven who they are itself.'),
  branding: branding.optional().describe('What differs for those who log in through it.'),
  probe: z
    .strictObject({
      url: parsed(
        'an https URL without login, ? and #, or an http one of this machine',
        parseProbeUrl,
      ).describe(
        'The page, as in https://pbx.example.org/admin/config.php or https://pbx.example.org/app/ringlock/probe.php.',
      ),
      ca: text('the path of a file')
        .optional()
        .describe(
          'Certificates to trust there (PEM), in place of the usual authorities; relative to this file.',
        ),
    })
    .optional()
    .describe('Where the module in a PBX says whether its gate is in force; doctor and /metrics ask it.'),
})

export const http = z.strictObject({
  listen: listen.prefault('127.0.0.1:8080').describe('TCP address of the HTTP listener.'),
  tls: z
    .strictObject({
      cert: text('the path of a file').describe(
        "Certificates (PEM), the server's own first; relative to this file.",
      ),
      key: text('the path of a file').describe('Its private key (PEM), without a passphrase.'),
    })
    .optional()
    .describe('Has the listener speak TLS 1.2 and newer itself; SIGHUP reads both files again.'),
  publicUrl: parsed('an http or https URL without login, ? and #', parsePublicUrl)
    .prefault('http://127.0.0.1:8080')
    .describe('Where users reach it; the only source of links in mail.'),
  portals: z
    .array(portal.meta(exactlyOneSecret('key')))
    .default([])
    .describe('Sites that may ask for widget tokens.'),
  trustedProxies: z
    .array(cidr)
    .default([])
    .describe('Reverse proxies, and servers of portals, whose X-Forwarded-For counts: addresses or CIDRs.'),
  metrics: z
    .strictObject({
      allow: z
        .array(cidr)
        .prefault(['127.0.0.0/8', '::1'])
        .describe('Addresses or CIDRs that may read /metrics.'),
    })
    .prefault({})
    .describe('Who may watch it.'),
})
