import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { type ApiWorld, type Person, withApi } from '../api-world.ts'

const secret = (letter: string) => letter.repeat(32)

/** serial, secret, user */
function csv(...rows: readonly (readonly [string, string, string])[]): string {
  return ['serial,secret,user', ...rows.map((row) => row.join(','))].join('\n')
}

const good = csv(['SN-1', secret('A'), 'alice'], ['SN-2', secret('B'), 'bob'])
const faulty = csv(
  ['SN-1', secret('A'), 'alice'],
  ['SN-2', 'AAAA', 'bob'],
  ['SN-3', secret('C'), 'nobody'],
  ['SN-4', secret('D'), 'arno'],
  ['SN-5', secret('E'), ''],
  ['SN-6', secret('A'), 'bob'],
)

async function devicesOf({ service, keyOf }: ApiWorld, person: Person) {
  const enrolment = await service.state.readEnrolment(await keyOf(person))
  return (enrolment?.authenticators ?? []).map(({ kind, serial }) => [kind, serial])
}

test('good rows are taken, each to its user, and the audit log says who did it', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const { status, body } = await anna.post('/hardware-imports', { format: 'csv', content: good })
    assert.equal(
      [status, body],
      [
        200,
        {
          rows: [
            { row: 1, serial: 'SN-1', user: 'alice', fault: null },
            { row: 2, serial: 'SN-2', user: 'bob', fault: null },
          ],
          taken: 2,
        },
      ],
    )
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
    assert.equal(await devicesOf(world, 'bob'), [['hardware', 'SN-2']])
    const trail = await world.audited('enrolment.hardware-imported')
    assert.equal(
      trail.map(({ by }) => by),
      [await world.keyOf('anna'), await world.keyOf('anna')],
    )
  }))

test('a serial number without a user in the file is given to a login or to a userKey, not to both', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const content = `serial,secret\nSN-1,${'GEZDGNBVGY3TQOJQ'.repeat(2)}\nSN-2,${'MFRGGZDFMZTWQ2LK'.repeat(2)}\n`
    const bob = await world.keyOf('bob')
    const named = { users: { 'SN-1': 'alice' }, userKeys: { 'SN-2': bob } }
    const { body } = await anna.post('/hardware-imports', { format: 'csv', content, ...named, dryRun: true })
    assert.equal(body.rows, [
      { row: 1, serial: 'SN-1', user: 'alice', fault: null },
      { row: 2, serial: 'SN-2', user: bob, fault: null },
    ])
    const unknown = { ...named, userKeys: { 'SN-2': `${bob}x` } }
    const refused = await anna.post('/hardware-imports', { format: 'csv', content, ...unknown })
    const { rows } = expectError(refused, 422, 'import-refused')
    assert.equal(
      rows?.map(({ fault }) => fault),
      [null, 'There is no user of this key.'],
    )
    const both = { ...named, userKeys: { 'SN-1': bob } }
    expectError(
      await anna.post('/hardware-imports', { format: 'csv', content, ...both }),
      400,
      'invalid-request',
    )
  }))

test("one row's fault refuses the file, and every row's fault is told", () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const { rows } = expectError(
      await anna.post('/hardware-imports', { format: 'csv', content: faulty }),
      422,
      'import-refused',
    )
    assert.equal(
      rows?.map(({ row, fault }) => [row, fault !== null]),
      [
        [1, false],
        [2, true],
        [3, true],
        [4, true],
        [5, true],
        [6, true],
      ],
    )
    assert.not.match(JSON.stringify(rows), /[A-E]{32}/)
    assert.not.match(rows?.[5]?.fault ?? '', /alice/)
    assert.equal(await devicesOf(world, 'alice'), [])
  }))

test('the good rows beside faulty ones are taken if that is said', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const request = { format: 'csv', content: faulty, goodRowsOnly: true }
    const { status, body } = await anna.post('/hardware-imports', request)
    assert.equal([status, body.taken, body.rows.length], [200, 1, 6])
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
    assert.equal(await devicesOf(world, 'arno'), [])
  }))

test('what a user has already is not counted again, in the same file or the next', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const [header, first = '', second = ''] = good.trimEnd().split('\n')
    const twice = [header, first, first, second, ''].join('\n')
    for (const taken of [2, 0]) {
      const { status, body } = await anna.post('/hardware-imports', { format: 'csv', content: twice })
      assert.equal([status, body.taken, body.rows.length], [200, taken, 3])
    }
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
  }))

test('a dry run says what would happen, and takes nothing', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    for (const content of [good, faulty]) {
      const { status, body } = await anna.post('/hardware-imports', { format: 'csv', content, dryRun: true })
      assert.equal([status, body.taken], [200, 0])
      assert.ok(body.rows.length > 0)
    }
    assert.equal(await devicesOf(world, 'alice'), [])
  }))

test('where the file does not say whose a device is, the request may', () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const content = csv(['SN-1', secret('A'), ''], ['SN-2', secret('B'), 'bob'])
    const users = { 'SN-1': 'alice', 'SN-2': 'alice' }
    const { status } = await anna.post('/hardware-imports', { format: 'csv', content, users })
    assert.is(status, 200)
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
    assert.equal(await devicesOf(world, 'bob'), [['hardware', 'SN-2']])
  }))

test("another user's device is refused without saying whose, and one's own may come once more", () =>
  withApi(async (world) => {
    const anna = await world.proven('anna')
    const send = (content: string) => anna.post('/hardware-imports', { format: 'csv', content })
    assert.is((await send(good)).status, 200)
    assert.is((await send(good)).status, 200)
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
    const { rows } = expectError(
      await send(csv(['SN-2', secret('B'), 'alice'], ['SN-3', secret('C'), 'alice'])),
      422,
      'import-refused',
    )
    assert.match(rows?.[0]?.fault ?? '', /another user/)
    assert.not.match(rows?.[0]?.fault ?? '', /bob/)
    assert.equal(await devicesOf(world, 'alice'), [['hardware', 'SN-1']])
  }))

test('a file that is none is refused with a reason, and an import wants fresh proof', () =>
  withApi(async ({ proven, as }) => {
    const anna = await proven('anna')
    for (const format of ['csv', 'pskc']) {
      const { message } = expectError(
        await anna.post('/hardware-imports', { format, content: '<!-- nothing -->' }),
        422,
        'import-refused',
      )
      assert.ok(message.length > 10)
    }
    const content = 'x'.repeat(6 * 1024 * 1024)
    expectError(await anna.post('/hardware-imports', { format: 'csv', content }), 413, 'too-large')
    const unproven = await as('anna')
    expectError(await unproven.post('/hardware-imports', { format: 'csv', content: good }), 403, 'reverify')
  }))

test.run()
