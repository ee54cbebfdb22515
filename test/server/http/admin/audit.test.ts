import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { withApi } from '../api-world.ts'

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

test('a cursor that is none of ours is refused', () =>
  withApi(async ({ as }) => {
    const anna = await as('anna')
    const { faults } = expectError(await anna.get('/audit?cursor=../1'), 400, 'invalid-request')
    assert.is(faults?.[0]?.path, 'query.cursor')
  }))

test.run()
