import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PapQuestion } from '../../../adapters/radius/ask.ts'
import { createRadiusUserStore, type RadiusServer } from '../../../adapters/radius/user-store.ts'
import type { User, UserStore } from '../../../adapters/user-store.ts'

type Answer = 'Access-Accept' | 'Access-Reject' | 'Access-Challenge' | 'silence'

const server = (port: number): RadiusServer => ({
  host: '127.0.0.1',
  port,
  sharedSecret: `secret of ${port}`,
  requireMessageAuthenticator: true,
})

/** A store in front of servers on ports 1, 2... that answer by port. */
async function storeBefore(answers: readonly Answer[], options: { readonly caseSensitive?: boolean } = {}) {
  const said = [...answers]
  const asked: PapQuestion[] = []
  const patiences: number[] = []
  const [first, ...others] = answers.map((_, i) => server(i + 1))
  if (first === undefined) throw new Error('no server')
  const store = await createRadiusUserStore({
    name: 'upstream',
    servers: [first, ...others],
    ask: async (question, { timeout, retries }) => {
      asked.push(question)
      patiences.push(timeout * (retries + 1))
      const code = said[question.server.port - 1] ?? 'silence'
      if (code === 'silence') throw new Error('no answer')
      return { code }
    },
    nasIdentifier: 'ringlock',
    caseSensitive: false,
    groups: ['remote'],
    timeout: 3000,
    ...options,
  })
  return { store, asked, patiences, said }
}

async function userCalled(store: UserStore, login: string): Promise<User> {
  const user = await store.find(login)
  if (user === null || user === 'ambiguous') throw new Error(`${login} is nobody`)
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
test('other spellings of a name are nobody, and no server is asked', async () => {
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
    ['silence', 'unavailable'],
  ] as const) {
    const { store, asked } = await storeBefore([code])
    const alice = await userCalled(store, 'Alice')
    assert.is(await store.verifyPassword(alice, 'pässwörd', Infinity), verdict, code)
    assert.equal(asked, [
      {
        server: { host: '127.0.0.1', port: 1 },
        sharedSecret: 'secret of 1',
        requireMessageAuthenticator: true,
        userName: 'alice',
        password: 'pässwörd',
        state: null,
        nasIdentifier: 'ringlock',
      },
    ])
  }
})

test('nobody costs a question, and has no password', async () => {
  const { store, asked } = await storeBefore(['Access-Accept'])
  assert.is(await store.verifyPassword(null, 'right', Infinity), 'wrong')
  assert.equal(
    asked.map(({ userName }) => userName),
    ['ringlock-nobody'],
  )
  const down = await storeBefore(['silence'])
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

test('another server is asked where one is silent, and first from then on', async () => {
  const { store, asked, said } = await storeBefore(['silence', 'Access-Accept'])
  const alice = await userCalled(store, 'alice')
  const ports = () => asked.splice(0).map((question) => question.server.port)
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'ok')
  assert.equal(ports(), [1, 2])
  said[0] = 'Access-Reject'
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'ok')
  assert.equal(ports(), [2])
  said[1] = 'silence'
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'wrong')
  assert.equal(ports(), [2, 1])
})

test('the store says when no server answers, and when one does again', async () => {
  const { store, said } = await storeBefore(['silence', 'silence'])
  const alice = await userCalled(store, 'alice')
  assert.is(store.outage(), null)
  await store.verifyPassword(alice, 'right', Infinity)
  assert.is(store.outage(), 'no answer')
  said[1] = 'Access-Reject'
  await store.verifyPassword(alice, 'right', Infinity)
  assert.is(store.outage(), null)
})

test('a look at it names the servers that are silent or let nobodies in', async () => {
  const listing = 'its users cannot be listed: it has no directory'
  const look = async (...answers: Answer[]) => {
    const { store, asked } = await storeBefore(answers)
    const seen = await store.examine?.().catch((error) => `${error.name}: ${error.message}`)
    assert.ok(asked.every(({ userName }) => userName === 'ringlock-nobody'))
    return typeof seen === 'string' ? seen : seen?.warnings
  }
  assert.equal(await look('Access-Reject'), [listing])
  assert.equal(await look('Access-Reject', 'silence'), [listing, 'no answer'])
  assert.equal(await look('Access-Accept'), [
    listing,
    '127.0.0.1:1 answers Access-Accept to a user who does not exist',
  ])
  assert.is(await look('silence'), 'UserStoreError: upstream: no answer')
})

test("no server is asked again after another's no", async () => {
  const { store, asked } = await storeBefore(['Access-Reject', 'Access-Accept'])
  assert.is(await store.verifyPassword(await userCalled(store, 'alice'), 'wrong', Infinity), 'wrong')
  assert.is(asked.length, 1)
})

test('servers share the time until the deadline, and none is asked after it', async () => {
  const { store, asked, patiences } = await storeBefore(['silence', 'silence'])
  const alice = await userCalled(store, 'alice')
  assert.is(await store.verifyPassword(alice, 'right', Date.now() + 1000), 'unavailable')
  assert.ok((patiences[0] ?? Infinity) <= 500)
  assert.ok((patiences[1] ?? Infinity) <= 1000)
  assert.is(await store.verifyPassword(alice, 'right', Infinity), 'unavailable')
  assert.ok((patiences[2] ?? Infinity) <= 1500)
  asked.length = 0
  assert.is(await store.verifyPassword(alice, 'right', Date.now() - 1), 'unavailable')
  assert.is(asked.length, 0)
})

test('there is nobody to list', async () => {
  const { store } = await storeBefore(['Access-Accept'])
  assert.equal(await store.list({ search: '', role: null, cursor: null, limit: 10 }), {
    users: [],
    nextCursor: null,
  })
})

test.run()
