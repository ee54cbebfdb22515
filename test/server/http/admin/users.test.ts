import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Answered, expectError } from '../api-caller.ts'
import { withApi } from '../api-world.ts'

const namesIn = ({ body }: Answered) => body.users.map(({ name }: { name: string }) => name)
const manageableIn = ({ body }: Answered) =>
  body.users
    .filter(({ manageable }: { manageable: boolean }) => manageable)
    .map(({ name }: { name: string }) => name)
const everybody = ['alice', 'anna', 'arno', 'bob', 'rolf', 'rosa']

test('an admin lists, searches and filters the users of all stores', () =>
  withApi(async ({ as, enrol, usePolicy }) => {
    await enrol('bob')
    const anna = await as('anna')
    const all = await anna.get('/users')
    assert.equal([all.status, namesIn(all), all.body.unavailableStores], [200, everybody, []])
    assert.is(all.body.nextCursor, null)
    assert.equal(namesIn(await anna.get('/users?search=AN')), ['anna'])
    assert.equal(namesIn(await anna.get('/users?status=enabled')), ['bob'])
    usePolicy({ secondFactor: 'required' })
    assert.equal(
      namesIn(await anna.get('/users?status=required')),
      everybody.filter((name) => name !== 'bob'),
    )
    assert.equal(namesIn(await anna.get('/users?status=not-enrolled')), [])
    assert.equal(namesIn(await anna.get('/users?status=locked&search=a')), [])
  }))

test('pages go on where the page before ended', () =>
  withApi(async ({ as }) => {
    const anna = await as('anna')
    for (const filter of ['', '&status=not-enrolled']) {
      const told: string[] = []
      let cursor = ''
      do {
        const page = await anna.get(`/users?limit=2${filter}${cursor}`)
        told.push(...namesIn(page))
        cursor = page.body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.body.nextCursor)}`
      } while (cursor !== '')
      assert.equal(told, everybody)
    }
  }))

test('a query that is none is refused with the path of its fault', () =>
  withApi(async ({ as }) => {
    const anna = await as('anna')
    for (const [query, path] of [
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['limit=x', 'limit'],
      ['status=unknown', 'status'],
      ['cursor=none', 'cursor'],
    ]) {
      const { faults } = expectError(await anna.get(`/users?${query}`), 400, 'invalid-request')
      assert.is(faults?.[0]?.path, `query.${path}`, query)
    }
    expectError(await anna.get('/users?other=1'), 400, 'invalid-request')
  }))

test('lower roles are manageable, equals and oneself are not, and with self-only no one is', () =>
  withApi(async ({ as, usePolicy }) => {
    assert.equal(manageableIn(await (await as('anna')).get('/users')), ['alice', 'bob'])
    assert.equal(manageableIn(await (await as('rosa')).get('/users')), ['alice', 'anna', 'arno', 'bob'])
    usePolicy({ adminControl: 'self-only' })
    assert.equal(manageableIn(await (await as('anna')).get('/users')), [])
    assert.equal(manageableIn(await (await as('rosa')).get('/users')), [])
  }))

test('one user is told with a version, and an unknown user is not found', () =>
  withApi(async ({ as, keyOf }) => {
    const anna = await as('anna')
    const { status, body, headers } = await anna.get(`/users/${await keyOf('bob')}`)
    assert.equal([status, body.name, body.role, body.manageable], [200, 'bob', 'user', true])
    assert.is(headers.get('etag'), `"${body.version}"`)
    for (const key of ['local:nobody', 'elsewhere:1', 'no-key', 'local:', encodeURIComponent('../x:y')]) {
      expectError(await anna.get(`/users/${key}`), 404, 'not-found')
    }
  }))

test("a user's token opens no call for admins, and the audit log says who tried", () =>
  withApi(async ({ proven, keyOf, audited }) => {
    const alice = await proven('alice')
    const bob = await keyOf('bob')
    const refused = [
      await alice.get('/users'),
      await alice.get(`/users/${bob}`),
      await alice.get(`/users/${await keyOf('alice')}`),
      await alice.delete(`/users/${bob}/authenticators`),
      await alice.post(`/users/${bob}/authenticators`, { totpSecret: 'A'.repeat(32) }),
      await alice.post(`/users/${bob}/enrolment-mail`),
      await alice.post(`/users/${bob}/unlock`),
      await alice.put(`/users/${bob}/policy`, { secondFactor: 'off' }),
      await alice.post('/hardware-imports', { format: 'csv', content: 'x' }),
      await alice.get('/audit'),
      await alice.post('/settings/test-mail', { to: 'a@example.test' }),
    ]
    for (const answer of refused) expectError(answer, 403, 'forbidden')
    const trail = await audited('admin.call')
    assert.is(trail.length, refused.length)
    assert.ok(trail.every(({ outcome, login }) => outcome === 'refused' && login === 'alice'))
  }))

test.run()
