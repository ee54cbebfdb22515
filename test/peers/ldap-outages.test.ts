import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { createUserDirectory } from '../../server/users/directory.ts'
import { withOutages } from '../../server/users/outages.ts'
import { faultOf } from '../fault-of.ts'
import { person, withLdapStore } from './ldap-people.ts'
import { peerTest } from './peers.ts'
import { type Slapd, withSlapd } from './slapd.ts'

const needs = { needs: ['slapd'] } as const
const right = 'password of alice'
const timeout = 2000

/** What becomes of a login by password alone. */
async function login(store: UserStore, password: string): Promise<string> {
  try {
    const user = await store.find('alice')
    if (user === null || user === 'ambiguous') return 'unknown'
    return await store.verifyPassword(user, password, Date.now() + timeout)
  } catch (error) {
    return error instanceof UserStoreError ? 'unavailable' : String(error)
  }
}

const manyLogins = (store: UserStore) =>
  Promise.all(Array.from({ length: 40 }, (_, i) => login(store, i % 2 === 0 ? right : 'wrong')))

/** Whatever a cut-off login ends in, the right password is never wrong and the wrong one never right. */
function assertHonest(verdicts: readonly string[]): void {
  verdicts.forEach((verdict, i) => {
    assert.ok([i % 2 === 0 ? 'ok' : 'wrong', 'unavailable'].includes(verdict), `${i}: ${verdict}`)
  })
}

const cuts: readonly (readonly [string, (slapd: Slapd) => Promise<void>, (slapd: Slapd) => Promise<void>])[] =
  [
    ['stopped', (slapd) => slapd.signal('SIGSTOP'), (slapd) => slapd.signal('SIGCONT')],
    ['killed', (slapd) => slapd.signal('SIGKILL'), (slapd) => slapd.restart()],
  ]
for (const [what, cut, mend] of cuts) {
  peerTest(`slapd ${what} under load: no wrong verdict, and logins go on when it is back`, needs, () =>
    withSlapd([person('alice')], (slapd) =>
      withLdapStore(slapd, { timeout }, async (store) => {
        assert.is(await login(store, right), 'ok')
        const caught = manyLogins(store)
        await login(store, right)
        await cut(slapd)
        assertHonest(await caught)
        assert.equal(new Set(await manyLogins(store)), new Set(['unavailable']))
        await mend(slapd)
        assert.is(await login(store, right), 'ok')
        assert.is(await login(store, 'wrong'), 'wrong')
      }),
    ),
  )

  peerTest(
    `slapd ${what} between the search and the bind: the password is neither right nor wrong`,
    needs,
    () =>
      withSlapd([person('alice')], (slapd) =>
        withLdapStore(slapd, { timeout }, async (store) => {
          assert.is(await login(store, right), 'ok')
          const alice = await store.find('alice')
          if (alice === null || alice === 'ambiguous') throw new Error('alice is not there')
          await cut(slapd)
          assert.is(await store.verifyPassword(alice, right, Infinity), 'unavailable')
          assert.is(await store.verifyPassword(alice, 'wrong', Infinity), 'unavailable')
          assert.is(await store.verifyPassword(null, 'wrong', Infinity), 'unavailable')
        }),
      ),
  )
}

peerTest('slapd down, another up: each realm has its own fate, and a name alone has none', needs, () =>
  withSlapd([person('alice')], (down) =>
    withSlapd([person('alice')], (up) =>
      withLdapStore(down, { timeout, name: 'down' }, (first) =>
        withLdapStore(up, { timeout, name: 'up' }, async (second) => {
          const stores = [first, second].map((store) =>
            withOutages(store, { uptime: () => performance.now(), onNotice: () => {} }),
          )
          const realms = new Map([
            ['down', ['one']],
            ['up', ['two']],
          ])
          const [one, two] = stores
          if (one === undefined || two === undefined) throw new Error('no stores')
          const directory = createUserDirectory([one, two], realms)
          down.signal('SIGKILL')
          for (const name of ['alice', 'alice@one']) {
            const error = await faultOf(() => directory.find(name))
            assert.instance(error, UserStoreError)
          }
          const alice = await directory.find('alice@two')
          assert.ok(alice !== null && alice !== 'ambiguous')
          assert.is(alice.store.name, 'up')
          assert.equal(
            directory.health().map(({ outage }) => outage === null),
            [false, true],
          )
          const page = await directory.list({ search: '', role: null, cursor: null, limit: 10 })
          assert.equal(page.missing, ['down'])
          assert.is(page.users.length, 1)
        }),
      ),
    ),
  ),
)

/** A message that a bind (message 2) succeeded, but for its last 14 bytes: as long as the real answer is. */
const beginningOfSuccess = Buffer.from('301a 020102 6115 0a0100 0400 040e'.replaceAll(' ', ''), 'hex')
/** RFC 4511 section 4.14.1: an answer to the first message that is a success. */
const startTlsAnswered = 0x78

/** An attacker on the network who adds a few bytes behind the answer to StartTLS. */
async function withInjector<T>(port: number, use: (port: number) => Promise<T>): Promise<T> {
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    sockets.push(client, upstream)
    let isDone = false
    client.pipe(upstream)
    upstream.on('data', (bytes) => {
      const isAnswer = !isDone && bytes.includes(startTlsAnswered)
      isDone ||= isAnswer
      client.write(isAnswer ? Buffer.concat([bytes, beginningOfSuccess]) : bytes)
    })
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    return await use(address.port)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

peerTest('what is slipped in before the TLS handshake is not taken for an answer behind it', needs, () =>
  withSlapd([person('alice')], async (slapd) => {
    const alice = await withLdapStore(slapd, {}, async (store) => store.find('alice'))
    if (alice === null || alice === 'ambiguous') throw new Error('alice is not there')
    await withInjector(slapd.port, async (port) => {
      const server = { port, security: 'starttls', caFile: slapd.caFile } as const
      await withLdapStore(slapd, { server, timeout }, async (store) => {
        for (const password of ['wrong', right]) {
          const verdict = await login(store, password)
          assert.ok([password === right ? 'ok' : 'wrong', 'unavailable'].includes(verdict), verdict)
        }
      })
      const refused = { dn: alice.name, password: 'not the service account' }
      await withLdapStore(slapd, { server, timeout, serviceAccount: refused }, async (store) => {
        assert.instance(await faultOf(() => store.find('alice')), UserStoreError)
      })
    })
  }),
)

test.run()
