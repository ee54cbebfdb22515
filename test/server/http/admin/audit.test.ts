import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { withApi } from '../api-world.ts'
import { withHttpWorld } from '../http-world.ts'

test('the audit log is told newest first, of everyone or of one user, page by page', () =>
  withApi(async ({ as, enrol, keyOf }) => {
    await enrol('alice')
    const anna = await as('anna')
    await anna.post(`/users/${await keyOf('bob')}/unlock`)
    const all = (await anna.get('/audit')).body.events
    assert.equal(
      all.map(({ event }: { event: string }) => event),
      [
        'user.unlocked',
        'widget-token.issued',
        'enrolment.confirmed',
        'enrolment.offered',
        'login',
        'widget-token.issued',
      ],
    )
    const { at, from, ...unlocked } = all[0]
    assert.is(new Date(at).toISOString(), at)
    assert.match(from, /^127\.0\.0\.1/)
    assert.equal(unlocked, {
      event: 'user.unlocked',
      outcome: 'done',
      reason: null,
      login: 'bob',
      userKey: await keyOf('bob'),
      by: await keyOf('anna'),
      door: 'http',
      askedBy: 'portal',
      tenant: null,
      factors: [],
    })
    assert.equal(all[4].factors, ['password'])

    const told: string[] = []
    let cursor = ''
    do {
      const { body } = await anna.get(`/audit?user=${await keyOf('alice')}&limit=1${cursor}`)
      told.push(...body.events.map(({ event }: { event: string }) => event))
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    assert.equal(told, ['enrolment.confirmed', 'enrolment.offered', 'login', 'widget-token.issued'])
  }))

test("logins of unknown users are the tenant's, where the configuration fixes it, and no one's otherwise", async () => {
  const local = { name: 'local', kind: 'file', path: './data/users.json' }
  const linesSeen = (userStore: object) => {
    let seen: unknown[] = []
    return withHttpWorld(
      async (world) => {
        await world.addPerson('anna', { role: 'admin', enrolled: false })
        await world.call('POST', '/login', { body: { username: 'mallory', password: 'guess' } })
        const bearer = await world.tokenFor('anna')
        const { body } = await world.call('GET', '/audit', { bearer })
        seen = body.events
          .filter(({ event }: { event: string }) => event === 'login')
          .map((line: Record<string, unknown>) => [line.login, line.reason, line.tenant])
      },
      { userStores: [userStore] },
    ).then(() => seen)
  }
  const guess = ['mallory', 'unknown-user']
  assert.equal(await linesSeen({ ...local, tenant: 'acme' }), [[...guess, 'acme']])
  assert.equal(await linesSeen(local), [[...guess, null]])
})

test('a cursor that is none of ours is refused', () =>
  withApi(async ({ as }) => {
    const anna = await as('anna')
    const { faults } = expectError(await anna.get('/audit?cursor=../1'), 400, 'invalid-request')
    assert.is(faults?.[0]?.path, 'query.cursor')
  }))

test.run()
