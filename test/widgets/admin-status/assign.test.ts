import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import { all, bob, choose, fill, menuButton, mountAdmin, one, submit } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { ok, refuse } from '../helpers/fake-api.ts'
import { authenticator } from '../helpers/me.ts'
import { click, problem, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: assigning hardware')

const key = '3132333435363738393031323334353637383930'
const route = 'POST /users/{key}/authenticators'
const assigned = {
  ...bob,
  state: 'enabled',
  authenticators: [{ ...authenticator, kind: 'hardware', serial: 'HW-7' }],
} as const

test('assigns a device, and keeps its key to itself', async ({ api, secrets }) => {
  api.answer(route, ok({ ...assigned, authenticators: [...assigned.authenticators] }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Assign hardware')
  await expectNoViolations(admin)
  await fill(admin, 'dialog [name="key"]', ` ${key} `)
  await fill(admin, 'dialog [name="serial"]', 'HW-7')
  await fill(admin, 'dialog [name="algorithm"]', 'SHA256')
  await fill(admin, 'dialog [name="digits"]', '8')
  await fill(admin, 'dialog [name="period"]', '60')
  await fill(admin, 'dialog [name="codes"]', '12345678 ٨٧٦٥٤٣٢١')
  await submit(admin, 'dialog form')
  const [request] = api.to(route)
  assert.equal(request?.body, {
    totpSecret: key,
    serial: 'HW-7',
    algorithm: 'SHA256',
    digits: 8,
    period: 60,
    codes: ['12345678', '87654321'],
  })
  assert.is(request?.headers.get('if-match'), '"v2"')
  assert.match(shownText(admin), 'Hardware HW-7')
  assert.equal(all(admin, 'dialog'), [])
  assert.is(admin.shadowRoot?.activeElement, menuButton(admin, 'Bob Builder'))
  secrets.expectKept(key, '12345678', '87654321', 'widget-token-1')
})

test('needs nothing but the key', async ({ api }) => {
  api.answer(route, ok({ ...assigned, authenticators: [...assigned.authenticators] }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Assign hardware')
  await submit(admin, 'dialog form')
  assert.is(problem(admin), 'Please fill this in.')
  assert.equal(api.to(route), [])
  await fill(admin, 'dialog [name="key"]', key)
  await submit(admin, 'dialog form')
  assert.equal(api.to(route)[0]?.body, {
    totpSecret: key,
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    codes: [],
  })
})

for (const [code, status, more, text] of [
  ['invalid-request', 400, {}, 'This is not a key that can be used.'],
  ['device-taken', 409, {}, 'This device already belongs to another user.'],
  ['codes-rejected', 422, {}, 'The codes do not fit this key.'],
  ['codes-rejected', 422, { clockOffset: -120 }, 'The clock of the device seems to be off by 2 minutes.'],
  ['changed-meanwhile', 412, {}, 'Someone else changed Bob Builder in the meantime.'],
  ['unavailable', 503, {}, 'This can’t be checked right now.'],
] as const) {
  test(`explains ${code} ${JSON.stringify(more)} and keeps what was typed`, async ({ api, secrets }) => {
    api.answer(route, refuse(status, code, more))
    const admin = await mountAdmin(api)
    await choose(admin, 'Bob Builder', 'Assign hardware')
    await fill(admin, 'dialog [name="key"]', key)
    await submit(admin, 'dialog form')
    assert.match(problem(admin), text)
    assert.is((one(admin, 'dialog [name="key"]') as HTMLInputElement).value, key)
    secrets.expectKept(key)
    await expectNoViolations(admin)
  })
}

test('drops the key when the dialog closes, and with the element', async ({ api }) => {
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Assign hardware')
  await fill(admin, 'dialog [name="key"]', key)
  await click(admin, 'Cancel')
  await choose(admin, 'Bob Builder', 'Assign hardware')
  assert.is((one(admin, 'dialog [name="key"]') as HTMLInputElement).value, '')
  await fill(admin, 'dialog [name="key"]', key)
  admin.remove()
  await admin.updateComplete
  assert.equal(all(admin, 'dialog'), [])
})

test.run()
