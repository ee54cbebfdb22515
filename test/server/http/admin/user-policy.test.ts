import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { withApi } from '../api-world.ts'

test('what an admin asks of one user goes before the policy, until it is taken back', () =>
  withApi(async ({ proven, keyOf, usePolicy, audited }) => {
    usePolicy({ secondFactor: 'required' })
    const anna = await proven('anna')
    const path = `/users/${await keyOf('bob')}/policy`
    for (const [secondFactor, requirement, state] of [
      ['off', 'off', 'not-enrolled'],
      ['optional', 'optional', 'not-enrolled'],
      ['required', 'required', 'required'],
      [null, 'required', 'required'],
    ]) {
      const { status, body } = await anna.put(path, { secondFactor })
      assert.equal(
        [status, body.ownRequirement, body.requirement, body.state],
        [200, secondFactor, requirement, state],
      )
    }
    const trail = await audited('enrolment.requirement-set')
    assert.equal(
      trail.map(({ reason, by }) => [reason, by]),
      [
        ['as the policy says', await keyOf('anna')],
        ['required', await keyOf('anna')],
        ['optional', await keyOf('anna')],
        ['off', await keyOf('anna')],
      ],
    )
  }))

test('a setup is switched off and on again, and kept', () =>
  withApi(async ({ enrol, proven, keyOf }) => {
    const { id } = await enrol('bob')
    const anna = await proven('anna')
    const path = `/users/${await keyOf('bob')}/policy`
    const off = await anna.put(path, { secondFactor: null, enabled: false })
    assert.equal([off.status, off.body.state, off.body.recoveryCodesLeft], [200, 'disabled', 10])
    const on = await anna.put(path, { secondFactor: 'required', enabled: true })
    assert.equal(
      [on.body.state, on.body.requirement, on.body.authenticators[0].id],
      ['enabled', 'required', id],
    )
    const kept = await anna.put(path, { secondFactor: null })
    assert.equal([kept.body.state, kept.body.ownRequirement], ['enabled', null])
  }))

test('there is nothing to switch where nothing is set up, and nothing is half done', () =>
  withApi(async ({ proven, keyOf }) => {
    const anna = await proven('anna')
    const path = `/users/${await keyOf('bob')}/policy`
    for (const enabled of [true, false]) {
      expectError(await anna.put(path, { secondFactor: 'required', enabled }), 409, 'conflict')
    }
    assert.is((await anna.get(`/users/${await keyOf('bob')}`)).body.ownRequirement, null)
  }))

test('If-Match guards both halves of a policy, and one answer tells both', () =>
  withApi(async ({ enrol, proven, keyOf, audited }) => {
    await enrol('bob')
    const anna = await proven('anna')
    const user = `/users/${await keyOf('bob')}`
    const seen = (await anna.get(user)).headers.get('ETag') ?? ''
    const policy = { secondFactor: 'off', enabled: false }
    const put = await anna.put(`${user}/policy`, policy, { 'If-Match': seen })
    assert.equal([put.status, put.body.ownRequirement, put.body.state], [200, 'off', 'disabled'])
    const back = { secondFactor: 'required', enabled: true }
    expectError(await anna.put(`${user}/policy`, back, { 'If-Match': seen }), 412, 'changed-meanwhile')
    const { body, headers } = await anna.get(user)
    assert.equal([body.ownRequirement, body.state], ['off', 'disabled'])
    assert.is(headers.get('ETag'), put.headers.get('ETag'))
    assert.equal(
      [await audited('enrolment.requirement-set'), await audited('enrolment.disabled')].map(
        (lines) => lines.length,
      ),
      [1, 1],
    )
  }))

test('no one is required to do what no portal and no mail lets them do', async () => {
  const required = { secondFactor: 'required' }
  for (const [mail, portals, status] of [
    [true, true, 200],
    [false, true, 200],
    [true, false, 200],
    [false, false, 409],
  ] as const) {
    await withApi(
      async ({ proven, keyOf }) => {
        const anna = await proven('anna')
        const answer = await anna.put(`/users/${await keyOf('bob')}/policy`, required)
        if (status === 200) assert.is(answer.status, 200)
        else expectError(answer, 409, 'no-mail')
      },
      { mail, portals },
    )
  }
})

test('no one is required to do what wants an address they have not got', () =>
  withApi(async (world) => {
    const dora = { name: 'dora', email: null, role: 'user' as const, groups: [] }
    await world.service.fileUsers?.add(dora, 'correct horse')
    const found = await world.service.users.find('dora')
    if (found === null || found === 'ambiguous') throw new Error('no dora')
    const anna = await world.proven('anna')
    const path = `/users/${found.userKey}/policy`
    world.usePolicy({ requireEmail: true })
    expectError(await anna.put(path, { secondFactor: 'required' }), 409, 'no-mail')
    world.usePolicy({ requireEmail: false })
    assert.is((await anna.put(path, { secondFactor: 'required' })).status, 200)
  }))

test('a policy of another shape is refused with the path of its fault', () =>
  withApi(async ({ proven, keyOf }) => {
    const anna = await proven('anna')
    const path = `/users/${await keyOf('bob')}/policy`
    for (const [body, at] of [
      [{}, 'body.secondFactor'],
      [{ secondFactor: 'maybe' }, 'body.secondFactor'],
      [{ secondFactor: null, enabled: 'yes' }, 'body.enabled'],
    ] as const) {
      const { faults } = expectError(await anna.put(path, body), 400, 'invalid-request')
      assert.is(faults?.[0]?.path, at)
    }
    expectError(await anna.put(path, { secondFactor: null, other: 1 }), 400, 'invalid-request')
  }))

test.run()
