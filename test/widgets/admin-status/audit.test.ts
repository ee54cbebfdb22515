import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import type { BodyOf } from '../../../widgets/calls.ts'
import { all, choose, mountAdmin, one } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, lost, ok } from '../helpers/fake-api.ts'
import { click, problem, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: the audit trail of a user')

type Page = BodyOf<'GET /audit'>

const login: Page['events'][number] = {
  at: '2026-01-02T03:04:05.000Z',
  event: 'login',
  outcome: 'reject',
  reason: 'code-wrong',
  login: 'carol',
  userKey: 'local:3',
  tenant: null,
  by: null,
  door: 'radius',
  askedBy: 'office-pbx',
  from: '192.0.2.7:1645',
  factors: ['password'],
}
const unlocked = {
  ...login,
  event: 'user.unlocked',
  outcome: 'done',
  reason: null,
  by: 'local:1',
  door: 'http',
}

test('an event that stands for many says for how many', async ({ api }) => {
  const throttled = { ...login, reason: 'throttled', count: 240 }
  api.answer('GET /audit', ok<'GET /audit'>({ events: [throttled, login], nextCursor: null }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Show the audit trail')
  assert.equal(
    all(admin, '.audit > li').map((each) => /reject: \S+( × \d+)?/.exec(each.textContent ?? '')?.[0]),
    ['reject: throttled × 240', 'reject: code-wrong'],
  )
})

test('shows what was recorded, page after page', async ({ api }) => {
  api.answer(
    'GET /audit',
    ok<'GET /audit'>({ events: [login], nextCursor: 'older' }),
    ok({ events: [unlocked], nextCursor: null }),
  )
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Show the audit trail')
  assert.match(shownText(admin), 'Audit trail of Carol Singer')
  assert.match(shownText(admin), 'login reject: code-wrong radius · office-pbx · 192.0.2.7:1645')
  await expectNoViolations(admin)
  await click(admin, 'Older')
  assert.is(all(admin, '.audit > li').length, 2)
  assert.match(shownText(admin), 'user.unlocked done http · office-pbx · 192.0.2.7:1645 · by local:1')
  assert.not.ok(all(admin, 'dialog button').some((each) => each.textContent?.trim() === 'Older'))
  const asked = api
    .to('GET /audit')
    .map(({ url: { searchParams } }) => [searchParams.get('user'), searchParams.get('cursor')])
  assert.equal(asked, [
    ['local:3', null],
    ['local:3', 'older'],
  ])
  await click(admin, 'Close')
  assert.equal(all(admin, 'dialog'), [])
})

test('goes on over empty pages, and says when there is nothing', async ({ api }) => {
  api.answer(
    'GET /audit',
    ok<'GET /audit'>({ events: [], nextCursor: 'more' }),
    ok({ events: [], nextCursor: null }),
  )
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Show the audit trail')
  assert.match(shownText(admin), 'Nothing was recorded yet.')
  assert.is(api.to('GET /audit').length, 2)
  await expectNoViolations(admin)
})

test('explains a lost network', async ({ api }) => {
  api.answer('GET /audit', lost())
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Show the audit trail')
  assert.match(problem(admin), 'No connection to the server.')
  assert.not.match(shownText(admin), 'Nothing was recorded')
})

test('stops asking when it is closed, and shows another user nothing of it', async ({ api }) => {
  const slow = held(ok<'GET /audit'>({ events: [login], nextCursor: null }))
  api.answer('GET /audit', slow, ok({ events: [], nextCursor: null }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Show the audit trail')
  assert.match(shownText(admin), 'Loading')
  one(admin, 'dialog').dispatchEvent(new Event('cancel', { cancelable: true }))
  assert.ok(api.to('GET /audit')[0]?.signal?.aborted)
  await choose(admin, 'Bob Builder', 'Show the audit trail')
  slow.release()
  await settled(admin)
  assert.equal(all(admin, '.audit > li'), [])
})

test.run()
