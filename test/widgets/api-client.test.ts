import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApiClient } from '../../widgets/api-client.ts'
import { send } from '../../widgets/send.ts'
import { createTokenSource } from '../../widgets/token-source.ts'
import { fakeApi, held, lost, ok, page, refuse } from './helpers/fake-api.ts'

const test = suite<{ api: ReturnType<typeof fakeApi> }>('api client')
test.before.each((context) => {
  context.api = fakeApi()
})
test.after.each(({ api }) => {
  api.restore()
})

/** Gives token-1, token-2, and so on, and counts. */
function counted() {
  let given = 0
  const provider = async () => {
    given += 1
    return `token-${given}`
  }
  return { client: createApiClient({ base: '', tokens: createTokenSource(provider) }), given: () => given }
}

test('writes parameters, query, body and If-Match as the service reads them', async ({ api }) => {
  api.answer('GET /users', ok({ users: [], nextCursor: null, unavailableStores: [] }))
  api.answer('DELETE /users/{key}/authenticators', refuse(404, 'not-found'))
  const { client } = counted()
  await client.call('GET /users', { query: { search: 'ä & b', limit: 50 } })
  await client.call('DELETE /users/{key}/authenticators', { path: { key: 'local:a/b' }, ifMatch: 'v1' })
  assert.is(api.requests[0]?.url.href, 'https://portal.example/api/v1/users?search=%C3%A4%20%26%20b&limit=50')
  assert.is(api.requests[1]?.url.pathname, '/api/v1/users/local%3Aa%2Fb/authenticators')
  assert.is(api.requests[1]?.headers.get('if-match'), '"v1"')
  assert.is(api.requests[0]?.headers.get('authorization'), 'Bearer token-1')
  assert.is(api.requests[0]?.credentials, 'omit')
  assert.is(api.requests[0]?.headers.get('content-type'), null)
})

test('gives refusals, faults, a lost network and an abort as values', async ({ api }) => {
  const call = (signal = new AbortController().signal) =>
    send<'POST /login/reset'>('', 'POST /login/reset', { body: { challenge: 'c' }, signal })
  api.answer(
    'POST /login/reset',
    ok({}),
    refuse(429, 'throttled', { retryAfter: 7 }),
    refuse(500, 'fault'),
    refuse(503, 'unavailable'),
    page(502),
    page(404),
    page(200),
    lost(),
  )
  assert.equal(await call(), { outcome: 'done', body: {} })
  assert.equal(await call(), {
    outcome: 'refused',
    code: 'throttled',
    message: 'refused: throttled',
    retryAfter: 7,
  })
  assert.equal(await call(), { outcome: 'failed', reason: 'fault' })
  assert.equal(await call(), { outcome: 'failed', reason: 'unavailable' })
  for (const _ of ['502', '404', '200']) assert.equal(await call(), { outcome: 'failed', reason: 'fault' })
  assert.equal(await call(), { outcome: 'failed', reason: 'network' })
  assert.equal(await call(AbortSignal.abort()), { outcome: 'aborted' })
})

test('gives null for an answer without a body', async ({ api }) => {
  api.answer('DELETE /me/recovery-codes', ok(null))
  assert.equal(await counted().client.call('DELETE /me/recovery-codes'), { outcome: 'done', body: null })
})

test('asks for one token for calls at the same time, and keeps it', async ({ api }) => {
  api.answer('GET /me/recovery-codes', ok({ left: 3 }))
  const { client, given } = counted()
  await Promise.all([client.call('GET /me/recovery-codes'), client.call('GET /me/recovery-codes')])
  await client.call('GET /me/recovery-codes')
  assert.is(given(), 1)
})

test('renews a refused token once for all who were refused, and repeats each call once', async ({ api }) => {
  api.answer(
    'GET /me/recovery-codes',
    refuse(401, 'unauthenticated'),
    refuse(401, 'unauthenticated'),
    ok({ left: 3 }),
  )
  const { client, given } = counted()
  const answers = await Promise.all([
    client.call('GET /me/recovery-codes'),
    client.call('GET /me/recovery-codes'),
  ])
  assert.equal(
    answers.map(({ outcome }) => outcome),
    ['done', 'done'],
  )
  assert.is(given(), 2)
  assert.equal(
    api.requests.map(({ headers }) => headers.get('authorization')),
    ['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2'],
  )
})

test('repeats once only', async ({ api }) => {
  api.answer('GET /me/recovery-codes', refuse(401, 'unauthenticated'))
  const answer = await counted().client.call('GET /me/recovery-codes')
  assert.is(answer.outcome === 'refused' && answer.code, 'unauthenticated')
  assert.is(api.requests.length, 2)
})

test('tells a portal that gives no token from one that cannot be asked', async ({ api }) => {
  const client = (origin: string | (() => Promise<string>)) =>
    createApiClient({ base: '', tokens: createTokenSource(origin) })
  const refused = await client(async () => {
    throw new Error('logged out')
  }).call('GET /me/recovery-codes')
  assert.is(refused.outcome === 'refused' && refused.code, 'unauthenticated')
  assert.equal(await client('/token').call('GET /me/recovery-codes'), {
    outcome: 'failed',
    reason: 'network',
  })
  assert.equal(
    api.requests.map(({ url }) => url.pathname),
    ['/token'],
  )
})

test('a token that could not be had is asked for again', async ({ api }) => {
  api.answer('GET /me/recovery-codes', ok({ left: 1 }))
  let asked = 0
  const tokens = createTokenSource(async () => {
    asked += 1
    if (asked === 1) throw new Error('not yet')
    return 'token'
  })
  const client = createApiClient({ base: '', tokens })
  assert.is((await client.call('GET /me/recovery-codes')).outcome, 'refused')
  assert.is((await client.call('GET /me/recovery-codes')).outcome, 'done')
})

test('an abort ends a call that is under way', async ({ api }) => {
  api.answer('POST /login/reset', held(ok({})))
  const controller = new AbortController()
  const { signal } = controller
  const answer = send('', 'POST /login/reset', { body: { challenge: 'c' }, signal })
  controller.abort()
  assert.equal(await answer, { outcome: 'aborted' })
})

test.run()
