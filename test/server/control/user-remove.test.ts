import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { removeUser } from '../../../server/control/file-users.ts'
import { withHttpWorld } from '../http/http-world.ts'

const actor = { door: 'cli' } as const

test('nothing is remembered of a user who was removed, not even what was asked of them', () =>
  withHttpWorld(async ({ service, addPerson }) => {
    const { state, enrolments } = service
    const { userKey } = await addPerson('bob', { enrolled: true })
    await addPerson('carol', { enrolled: true })
    const change = { userKey, requirement: 'required', ifVersion: null } as const
    await enrolments.setRequirement(change, actor)
    const now = Date.now()
    const link = { purpose: 'enrolment', hash: 'h', userKey, expiresAt: now + 60_000 } as const
    await state.putLink(link, now)
    await state.markRequired(userKey, now)

    assert.ok((await removeUser(service, { name: 'bob' })).done)
    const [record] = await state.readUsers([userKey])
    assert.equal(record, { enrolment: null, failures: new Map(), requiredSince: null })
    assert.is(await state.readLink('enrolment', 'h', now), null)
    const others: string[] = []
    for await (const [key] of state.listEnrolments()) others.push(key)
    assert.is(others.length, 1)
    assert.is.not(others[0], userKey)
  }))

test.run()
