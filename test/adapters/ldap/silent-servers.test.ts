import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ldapSchemas } from '../../../adapters/ldap/schema.ts'
import { createLdapUserStore } from '../../../adapters/ldap/user-store.ts'
import { UserStoreError } from '../../../adapters/user-store.ts'
import { faultOf } from '../../fault-of.ts'

/** What a store says of a server that does this with every connection. */
async function complaintOf(
  security: 'none' | 'starttls' | 'tls',
  greet: (socket: Socket) => void,
  timeout = 60_000,
) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    greet(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const groups = { base: 'dc=x', membership: 'direct', roles: { admin: [], superadmin: [] } } as const
  const store = await createLdapUserStore({
    name: 'directory',
    server: { host: '127.0.0.1', port, security, caFile: null },
    serviceAccount: { dn: 'cn=ringlock,dc=x', password: 'hush hush' },
    base: 'dc=x',
    schema: ldapSchemas.standard,
    groups,
    decoyDn: null,
    timeout,
  })
  try {
    const error = await faultOf(() => store.find('alice'))
    assert.instance(error, UserStoreError)
    assert.is(await store.verifyPassword(null, 'guess', Date.now() + 100), 'unavailable')
    return error.message.replace(`127.0.0.1:${port}`, 'HOST')
  } finally {
    await store.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const silent = () => {}
/** The beginning of a message of two gigabytes. */
const huge = (socket: Socket) => void socket.write(Buffer.from('30847fffffff0201', 'hex'))

for (const security of ['none', 'starttls', 'tls'] as const) {
  test(`a server that accepts connections and says nothing is given up in time, with ${security}`, async () => {
    assert.is(await complaintOf(security, silent, 100), 'directory: HOST: there is no answer in time')
  })
}

test('a server that speaks no LDAP is given up in time, or at once where it speaks no TLS', async () => {
  for (const security of ['none', 'starttls'] as const) {
    assert.is(await complaintOf(security, huge, 100), 'directory: HOST: there is no answer in time')
  }
  assert.match(await complaintOf('tls', huge), /^directory: HOST: [^\n]*wrong version number[^\n]*$/)
})

/** An answer to an extended request (RFC 4511 section 4.12) with a result code and a message. */
const answering = (code: number, message: string) => (socket: Socket) =>
  void socket.once('data', (request: Buffer) => {
    const text = Buffer.from(message)
    const response = Buffer.concat([Buffer.from([0x0a, 1, code, 0x04, 0, 0x04, text.length]), text])
    const operation = Buffer.concat([
      Buffer.from([0x02, 1, request[4] ?? 0, 0x78, response.length]),
      response,
    ])
    socket.write(Buffer.concat([Buffer.from([0x30, operation.length]), operation]))
  })

test('a server without StartTLS, or without a certificate for it, is told as that', async () => {
  const unknown = await complaintOf('starttls', answering(2, 'unsupported extended operation'))
  assert.match(
    unknown,
    /^directory: HOST: the server does not start TLS \(unsupported extended operation.*\): .* set security to tls/,
  )
  assert.match(
    await complaintOf('starttls', answering(52, 'no certificate')),
    /does not start TLS \(no certificate/,
  )
  assert.match(await complaintOf('tls', huge), /speaks no TLS at this port .*: correct port or security$/)
})

test.run()
