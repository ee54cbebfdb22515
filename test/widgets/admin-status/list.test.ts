import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import type { UserView } from '../../../server/http/contract/index.ts'
import { all, bob, carol, fill, mountAdmin, names, usersPage } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, lost, ok, page, refuse } from '../helpers/fake-api.ts'
import { user } from '../helpers/me.ts'
import { click, mount, problem, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: the list')

const status = (element: Element) => element.shadowRoot?.querySelector('.silent')?.textContent

/** Waits until nothing is typed any more. */
const typed = () => new Promise((resolve) => setTimeout(resolve, 260))

test('shows nothing before it is told where tokens come from', async ({ api }) => {
  const admin = await mount('ringlock-admin-status')
  assert.equal(api.requests, [])
  await expectNoViolations(admin)
})

test('says that it loads, then how each user stands', async ({ api }) => {
  const list = held(ok<'GET /users'>(usersPage([carol, bob])))
  api.answer('GET /users', list)
  const admin = await mountAdmin(api, null)
  assert.match(shownText(admin), 'Loading')
  await expectNoViolations(admin)
  list.release()
  await settled(admin)
  assert.equal(names(admin), ['Carol Singer', 'Bob Builder'])
  assert.match(shownText(admin), 'Carol Singer carol · alice@example.test 2FA on Authenticator app')
  assert.match(shownText(admin), 'Bob Builder bob · bob@example.test Not set up')
  assert.is(status(admin), '2 users')
  await expectNoViolations(admin)
})

test('tells each state in words and by a shape of its own', async ({ api }) => {
  const states = ['enabled', 'disabled', 'pending', 'required', 'not-enrolled'] as const
  const users = states.map(
    (state, i): UserView => user({ key: `local:${i}`, name: state, displayName: null, state }),
  )
  const admin = await mountAdmin(api, [...users, user({ key: 'local:9', locked: true, retryAfter: 90 })])
  const labels = all(admin, '.state')
  const words = [
    '2FA on',
    '2FA off, setup kept',
    'Setup begun',
    'Must be set up',
    'Not set up',
    '2FA on',
    'Locked',
  ]
  assert.equal(
    labels.map((label) => label.textContent?.trim()),
    words,
  )
  const shapes = labels.map((label) => label.querySelector('path')?.getAttribute('d'))
  assert.is(new Set(shapes).size, 6)
  assert.match(shownText(admin), 'Must wait 90 seconds after failures')
  await expectNoViolations(admin)
})

test('says when no one is found, and which user stores are missing', async ({ api }) => {
  api.answer('GET /users', ok(usersPage([], { unavailableStores: ['ldap', 'pbx'] })))
  const admin = await mountAdmin(api, null)
  assert.match(shownText(admin), 'their users are missing here: ldap, pbx')
  assert.match(shownText(admin), 'No user matches.')
  assert.is(status(admin), 'No user matches. Try another name or state.')
  await expectNoViolations(admin)
})

test('searches once for what was typed in one go, and drops the answer to an older question', async ({
  api,
}) => {
  const slow = held(ok<'GET /users'>(usersPage([carol])))
  api.answer('GET /users', ok(usersPage([carol, bob])), slow, ok(usersPage([bob])))
  const admin = await mountAdmin(api, null)
  for (const value of ['c', 'ca', 'car']) await fill(admin, '#search', value)
  await typed()
  await fill(admin, '#search', 'bob')
  await typed()
  await settled(admin)
  slow.release()
  await settled(admin)
  const searches = api.to('GET /users').map(({ url }) => url.searchParams.get('search'))
  assert.equal(searches, ['', 'car', 'bob'])
  assert.ok(api.to('GET /users')[1]?.signal?.aborted)
  assert.equal(names(admin), ['Bob Builder'])
})

test('filters by state', async ({ api }) => {
  const admin = await mountAdmin(api)
  await fill(admin, '[name="status"]', 'locked')
  assert.is(api.to('GET /users').at(-1)?.url.searchParams.get('status'), 'locked')
  await fill(admin, '[name="status"]', '')
  assert.is(api.to('GET /users').at(-1)?.url.searchParams.get('status'), null)
})

test('puts a page in order', async ({ api }) => {
  const locked = user({ key: 'local:5', name: 'zoe', displayName: 'Zoe', locked: true, retryAfter: 9 })
  const admin = await mountAdmin(api, [carol, locked, bob])
  await fill(admin, '[name="order"]', 'name')
  assert.equal(names(admin), ['Bob Builder', 'Carol Singer', 'Zoe'])
  await fill(admin, '[name="order"]', 'state')
  assert.equal(names(admin), ['Zoe', 'Bob Builder', 'Carol Singer'])
  await fill(admin, '[name="order"]', 'list')
  assert.equal(names(admin), ['Carol Singer', 'Zoe', 'Bob Builder'])
  assert.is(api.to('GET /users').length, 1)
})

test('pages forward and back', async ({ api }) => {
  api.answer(
    'GET /users',
    ok(
      usersPage(
        Array.from({ length: 25 }, (_, i) => user({ key: `local:${i}` })),
        { nextCursor: 'two' },
      ),
    ),
    ok(usersPage([bob])),
    ok(usersPage([carol])),
  )
  const admin = await mountAdmin(api, null)
  assert.match(shownText(admin), 'Page 1: 25 users')
  await click(admin, 'Next page')
  assert.equal(names(admin), ['Bob Builder'])
  assert.is(status(admin), 'Page 2: One user')
  await expectNoViolations(admin)
  await click(admin, 'Previous page')
  assert.equal(names(admin), ['Carol Singer'])
  const cursors = api.to('GET /users').map(({ url }) => url.searchParams.get('cursor'))
  assert.equal(cursors, [null, 'two', null])
})

test('looks on where a page is short or empty and has a next one', async ({ api }) => {
  api.answer(
    'GET /users',
    ok(usersPage([], { nextCursor: 'a', unavailableStores: ['ldap'] })),
    ok(usersPage([bob], { nextCursor: 'b' })),
    ok(usersPage([carol])),
  )
  const admin = await mountAdmin(api, null)
  assert.equal(names(admin), ['Bob Builder', 'Carol Singer'])
  const asked = api
    .to('GET /users')
    .map(({ url: { searchParams } }) => [searchParams.get('cursor'), searchParams.get('limit')])
  assert.equal(asked, [
    [null, '25'],
    ['a', '25'],
    ['b', '24'],
  ])
  assert.match(shownText(admin), 'missing here: ldap')
})

for (const [says, answer, text] of [
  ['no network', lost<'GET /users'>(), 'No connection to the server.'],
  ["a proxy's page", page<'GET /users'>(502), 'Something went wrong on our side.'],
  ['a store that is down', refuse<'GET /users'>(503, 'unavailable'), 'This can’t be checked right now.'],
  ['somebody who is no admin', refuse<'GET /users'>(403, 'forbidden'), 'You are not allowed to do this.'],
  [
    'too many requests',
    refuse<'GET /users'>(429, 'throttled', { retryAfter: 30 }),
    'try again in 30 seconds',
  ],
] as const) {
  test(`explains ${says}, and tries again`, async ({ api }) => {
    api.answer('GET /users', answer, ok(usersPage([bob])))
    const admin = await mountAdmin(api, null)
    assert.match(problem(admin), text)
    await expectNoViolations(admin)
    await click(admin, 'Try again')
    assert.equal(names(admin), ['Bob Builder'])
    assert.is(problem(admin), '')
  })
}

test('says why a user is not to be managed', async ({ api }) => {
  const unmanageable = { manageable: false, displayName: null }
  const admin = await mountAdmin(api, [
    user({ key: 'local:1', name: 'alice', role: 'admin', ...unmanageable }),
    user({ key: 'local:7', name: 'root', role: 'superadmin', ...unmanageable }),
    user({ key: 'local:8', name: 'dave', ...unmanageable }),
  ])
  assert.match(shownText(admin), 'This is you. Use your own account page.')
  assert.match(shownText(admin), 'Has a role that you may not manage.')
  assert.match(shownText(admin), 'You may not manage this user.')
  assert.is(all(admin, '.unmanageable').length, 3)
  await expectNoViolations(admin)
})

test('forgets the list when it leaves the page, and stops asking', async ({ api }) => {
  const admin = await mountAdmin(api)
  const slow = held(ok<'GET /users'>(usersPage([carol])))
  api.answer('GET /users', slow)
  await fill(admin, '[name="status"]', 'locked')
  admin.remove()
  assert.ok(api.to('GET /users').at(-1)?.signal?.aborted)
  slow.release()
  api.answer('GET /users', ok(usersPage([bob])))
  document.body.append(admin)
  await settled(admin)
  assert.equal(names(admin), ['Bob Builder'])
})

test('speaks the language of the page', async ({ api }) => {
  document.documentElement.lang = 'ar'
  try {
    const admin = await mountAdmin(api)
    assert.is(admin.renderRoot.querySelector('[part="panel"]')?.getAttribute('dir'), 'rtl')
    assert.match(shownText(admin), 'المستخدم')
    await expectNoViolations(admin)
  } finally {
    document.documentElement.lang = ''
  }
})

test('tells users of one name in two tenants apart', async ({ api }) => {
  const users = ['a.example', 'b.example'].map((tenant, i) =>
    user({ key: `pbx:${i}`, name: 'dave', displayName: null, email: null, tenant }),
  )
  const list = await mountAdmin(api, users)
  assert.match(shownText(list), /dave@a\.example .*dave@b\.example/)
})

test.run()
