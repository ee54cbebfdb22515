import { z } from 'zod'
import type { RadiusUserStoreOptions } from '../../../../adapters/radius.ts'
import { duration, exactlyOneSecret, groupName, secretKeys, text, wholeNumber } from '../parts.ts'
import { everyStore } from './every-store.ts'

const server = z.strictObject({
  host: text('the name or address of a RADIUS server').describe('The RADIUS server.'),
  port: wholeNumber(1, 65_535).default(1812).describe('Its port.'),
  ...secretKeys('secret', 'The secret that it shares with Ringlock'),
  requireMessageAuthenticator: z
    .boolean()
    .default(true)
    .describe('Believe only answers with a Message-Authenticator (BlastRADIUS).'),
})

export const radiusUserStore = z.strictObject({
  ...everyStore,
  kind: z.literal('radius').describe('radius: whoever an existing RADIUS server lets in.'),
  servers: z
    .tuple([server.meta(exactlyOneSecret('secret'))], server.meta(exactlyOneSecret('secret')))
    .describe('They know the same users; asked in this order.'),
  nasIdentifier: text('a name').default('ringlock').describe('What the servers know Ringlock by.'),
  caseSensitive: z.boolean().default(false).describe('Whether Alice and alice are two users there.'),
  groups: z
    .array(groupName)
    .default([])
    .describe('Groups of every user of this store; the servers name none before the password.'),
  timeout: duration({ least: 1000, most: 30_000, expected: 'a duration from 1s to 30s' })
    .prefault('3s')
    .describe('How long a password may take, all servers and tries together.'),
})

type RadiusValues = z.output<typeof radiusUserStore>

/** @param secretOf - of the server at this place in the list */
export function radiusOptions(
  { servers, nasIdentifier, caseSensitive, groups, timeout }: RadiusValues,
  secretOf: (index: number) => string,
): Omit<RadiusUserStoreOptions, 'name' | 'ask'> {
  const withSecret = (
    { host, port, requireMessageAuthenticator }: RadiusValues['servers'][0],
    index: number,
  ) => ({
    host,
    port,
    sharedSecret: secretOf(index),
    requireMessageAuthenticator,
  })
  const [first, ...others] = servers
  return {
    servers: [withSecret(first, 0), ...others.map((each, i) => withSecret(each, i + 1))],
    nasIdentifier,
    caseSensitive,
    groups,
    timeout,
  }
}
