import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createRadiusUserStore, type RadiusUserStoreOptions } from '../../../adapters/radius/user-store.ts'
import type { User, UserStore } from '../../../adapters/user-store.ts'
import { freePort } from '../../free-port.ts'
import { replyWithoutMessageAuthenticator } from '../../server/radius/packets.ts'
import {
  type AskedLogin,
  accept,
  challenge,
  openRadiusServer,
  reject,
} from '../../server/radius/radius-server.ts'

/** `gone`: its port is closed; `silence`: it hears and says nothing. */
type Answer = 'Access-Accept' | 'Access-Reject' | 'Access-Challenge' | 'gone' | 'silence'

const replies = {
  'Access-Accept': accept(),
  'Access-Reject': reject(),
  'Access-Challenge': challenge(),
  silence: null,
} as const

interface Asked extends AskedLogin {
  /** Which of the servers, from 1 on. */
  readonly server: number
}

interface StoreOptions extends Partial<Pick<RadiusUserStoreOptions, 'caseSensitive' | 'timeout'>> {
  readonly requireMessageAuthenticator?: boolean
  readonly unsigned?: boolean
}

/** A store in front of servers that answer like this. */
async function storeBefore(answers: readonly Answer[], options: StoreOptions = {}) {
  const { requireMessageAuthenticator = true, unsigned = false, ...others } = options
  const asked: Asked[] = []
  const servers = await Promise.all(answers.map((answer, index) => openUpstream(answer, index + 1)))
  const [first, ...further] = servers.map(({ port, sharedSecret }) => ({
    host: '127.0.0.1',
    port,
    sharedSecret,
    requireMessageAuthenticator,
  }))
  if (first === undefined) throw new Error('no server')
  const store = await createRadiusUserStore({
    name: 'upstream',
    servers: [first, ...further],
    nasIdentifier: 'ringlock',
    caseSensitive: false,
    groups: ['remote'],
    timeout: 60_000,
    ...others,
  })
  return {
    store,
    asked,
    ports: servers.map(({ port }) => port),
    say: (at: number, answer: Answer) => servers[at - 1]?.say(answer),
  }

  async function openUpstream(answer: Answer, server: number) {
    const sharedSecret = `secret of ${server}`
    const port = await freePort()
    let open: { close(): Promise<void> } | null = null
    const say = async (said: Answer) => {
      await open?.close()
      open = null
      if (said === 'gone') return
      open = await openRadiusServer({
        sharedSecret,
        port,
        answer(question) {
          asked.push({ server, ...question })
          return replies[said]
        },
        ...(unsigned && {
          alter: (reply: Buffer, request: Buffer) =>
            replyWithoutMessageAuthenticator(request, reply.readUInt8(0), sharedSecret),
        }),
      })
    }
    await say(answer)
    return { port, sharedSecret, say }
  }
}

async function userCalled(store: UserStore, login: string): Promise<User> {
  const user = await store.find(login)
  if (user === null || user === 'ambiguous') throw new Error(`${login} is unknown`)
  return user
}

test('every well-formed name is a user, in small letters', async () => {
  const { store } = await storeBefore(['Access-Accept'])
  const alice = await store.find('Alice.Liddell-2')
  assert.equal(alice, {
    id: 'alice.liddell-2',
    name: 'alice.liddell-2',
    displayName: null,
    email: null,
    groups: ['remote'],
    role: 'user',
    enabled: true,
    language: null,
  })
  assert.equal(await store.get('alice.liddell-2'), alice)
  assert.is(await store.get('Alice.Liddell-2'), null)
})

test('where case matters, spellings are users of their own', async () => {
  const { store, asked } = await storeBefore(['Access-Accept'], { caseSensitive: true })
  const alice = await userCalled(store, 'Alice')
  assert.is(alice.id, 'Alice')
  await store.verifyPassword(alice, 'right', Infinity)
  assert.is(asked[0]?.userName, 'Alice')
})

const otherSpellings = [
  '',
  'alice ',
  ' alice',
  'alice\0',
  'alice.',
  '.alice',
  'CORP\\alice',
  'corp/alice',
  'alice@corp',
  'alice%corp',
  'alicé',
  'ａlice',
  'a\u202ealice',
  'alice\n',
  '*',
  "' OR 1=1",
  'x'.repeat(65),
  'x'.repeat(10_000),
]
test('other spellings of a name are unknown users, and no server is asked', async () => {
  const { store, asked } = await storeBefore(['Access-Accept'])
  for (const login of otherSpellings) {
    assert.is(await store.find(login), null, JSON.stringify(login.slice(0, 20)))
    assert.is(await store.get(login), null)
  }
  assert.is(asked.length, 0)
})

test("the server's word is the verdict; a challenge is none", async () => {
  for (const [code, verdict] of [
    ['Access-Accept', 'ok'],
    ['Access-Reject', 'wrong'],
    ['Access-Challenge', 'unavailable'],
    ['gone', 'unavailable'],
  ] as const) {
    const { store, asked } = await storeBefore([code])
    const alice = await userCalled(store, 'Alice')
    assert.is(await store.verifyPassword(alice, 'pässwörd', Infinity), verdict, code)
    const question = { userName: 'alice', password: 'pässwörd', state: null, nasIdentifier: 'ringlock' }
    assert.equal(asked, code === 'gone' ? [] : [{ server: 1, ...question, signed: true }])
  }
})

test('an unknown user costs a request, and has no password', async () => {
  const { store, asked } = await storeBefore(['Access-Accept'])
  assert.is(await store.verifyPassword(null, 'right', Infinity), 'wrong')
  assert.equal(
    asked.map(({ userName }) => userName),
    ['ringlock-nobody'],
  )
  const down = await storeBefore(['gone'])
  assert.is(await down.store.verifyPassword(null, 'right', Infinity), 'unavailable')
})

test('what User-Password cannot carry is wrong, and no server is asked', async () => {
  const { store, asked } = await storeBefore(['Access-Accept'])
  const alice = await userCalled(store, 'alice')
  for (const password of ['', 'right\0', '\0', 'x'.repeat(129), 'ü'.repeat(65)]) {
    assert.is(await store.verifyPassword(alice, password, Infinity), 'wrong')
  }
  assert.is(asked.length, 0)
  assert.is(await store.verifyPassword(alice, 'ü'.repeat(64), Infinity), 'ok')
})

test('another server is asked where one is gone, and first from then on', async () => {
  const { store, asked, say } = await storeBefore(['gone', 'Access-Accept'])
  const alice = await userCalled(store, 'alice')
  const askedServers = () => asked.splice(0).map(({ server }) => server)
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'ok')
  assert.equal(askedServers(), [2])
  await say(1, 'Access-Reject')
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'ok')
  assert.equal(askedServers(), [2])
  await say(2, 'gone')
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'wrong')
  assert.equal(askedServers(), [1])
})

test('the store says when no server answers, and when one does again', async () => {
  const { store, ports, say } = await storeBefore(['gone', 'gone'])
  const alice = await userCalled(store, 'alice')
  assert.is(store.outage(), null)
  await store.verifyPassword(alice, 'right', Infinity)
  assert.match(store.outage() ?? '', `127.0.0.1:${ports[1]} cannot be reached`)
  await say(2, 'Access-Reject')
  await store.verifyPassword(alice, 'right', Infinity)
  assert.is(store.outage(), null)
})

test('a look at it names the servers that are gone or let unknown users in', async () => {
  const listing = 'its users cannot be listed: it has no directory'
  const look = async (...answers: Answer[]) => {
    const { store, asked, ports } = await storeBefore(answers)
    const seen = await store.examine?.().catch((error) => `${error.name}: ${error.message}`)
    assert.ok(asked.every(({ userName }) => userName === 'ringlock-nobody'))
    const text = JSON.stringify(typeof seen === 'string' ? seen : seen?.warnings)
    const told = ports.reduce((all, port, i) => all.replaceAll(`:${port}`, `:${i + 1}`), text)
    return JSON.parse(told.replaceAll(/\w+ ECONNREFUSED/g, 'refused'))
  }
  const gone = (server: number) => `127.0.0.1:${server} cannot be reached: refused`
  assert.equal(await look('Access-Reject'), [listing])
  assert.equal(await look('Access-Reject', 'gone'), [listing, gone(2)])
  assert.equal(await look('Access-Accept'), [
    listing,
    '127.0.0.1:1 answers Access-Accept to a user who does not exist',
  ])
  assert.is(await look('gone'), `UserStoreError: upstream: ${gone(1)}`)
})

test("no server is asked again after another's no", async () => {
  const { store, asked } = await storeBefore(['Access-Reject', 'Access-Accept'])
  assert.is(await store.verifyPassword(await userCalled(store, 'alice'), 'wrong', Infinity), 'wrong')
  assert.is(asked.length, 1)
})

test('an answer without Message-Authenticator is believed only where none is required', async () => {
  const verdictWhere = async (requireMessageAuthenticator: boolean) => {
    const timeout = requireMessageAuthenticator ? { timeout: 200 } : {}
    const options = { requireMessageAuthenticator, unsigned: true, ...timeout }
    const { store } = await storeBefore(['Access-Accept'], options)
    return store.verifyPassword(await userCalled(store, 'alice'), 'right', Infinity)
  }
  assert.is(await verdictWhere(true), 'unavailable')
  assert.is(await verdictWhere(false), 'ok')
})

test('servers share the time until the deadline, and none is asked after it', async () => {
  const verdictIn = async (patience: number, timeout: number) => {
    const { store, asked } = await storeBefore(['silence', 'silence'], { timeout })
    const alice = await userCalled(store, 'alice')
    const verdict = await store.verifyPassword(alice, 'right', Date.now() + patience)
    return [verdict, ...asked.map(({ server }) => server)]
  }
  const [byDeadline, byTimeout] = await Promise.all([verdictIn(3000, 60_000), verdictIn(Infinity, 3000)])
  assert.equal(byDeadline, ['unavailable', 1, 1, 2, 2])
  assert.equal(byTimeout, ['unavailable', 1, 1, 2, 2])
  assert.equal(await verdictIn(-1, 3000), ['unavailable'])
})

test('there are no users to list', async () => {
  const { store } = await storeBefore(['Access-Accept'])
  assert.equal(await store.list({ search: '', role: null, cursor: null, limit: 10 }), {
    users: [],
    nextCursor: null,
  })
})

test.run()
