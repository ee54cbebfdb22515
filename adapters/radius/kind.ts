import { z } from 'zod'
import { duration, exactlyOneSecret, groupName, secretKeys, text, wholeNumber } from '../option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'
import type { RadiusServer } from './user-store.ts'

const server = z.strictObject({
  host: text('the name or address of a RADIUS server').describe('The RADIUS server.'),
  port: wholeNumber(1, 65_535).default(1812).describe('Its port.'),
  ...secretKeys('secret', 'The secret that it shares with Ringlock'),
  requireMessageAuthenticator: z
    .boolean()
    .default(true)
    .describe('Believe only answers with a Message-Authenticator (BlastRADIUS).'),
})

export const radius = userStoreKind({
  options: userStoreOptions('radius', 'the users of an existing RADIUS server.', {
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
  }),
  secrets: ({ servers }) =>
    Array.isArray(servers)
      ? servers.map((_, index) => ({
          owner: ['servers', index],
          name: 'secret',
          what: 'the shared secret',
          required: true,
        }))
      : [],
  settings({ servers, nasIdentifier, caseSensitive, groups, timeout }, { secret }) {
    const withSecret = ({ host, port, requireMessageAuthenticator }: (typeof servers)[0], index: number) => ({
      host,
      port,
      sharedSecret: secret(['servers', index]),
      requireMessageAuthenticator,
    })
    const [first, ...others] = servers
    const all: readonly [RadiusServer, ...RadiusServer[]] = [
      withSecret(first, 0),
      ...others.map((each, i) => withSecret(each, i + 1)),
    ]
    return { servers: all, nasIdentifier, caseSensitive, groups, timeout }
  },
  async create(store) {
    const { createRadiusUserStore } = await import('./user-store.ts')
    return createRadiusUserStore(store)
  },
  takesEveryName: true,
})
