import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import type { RinglockAdminStatus } from '../../../widgets/admin-status/admin-status.ts'
import { all, fill, mountAdmin, one, submit } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { ok, refuse } from '../helpers/fake-api.ts'
import { click, problem, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: importing hardware')

const route = 'POST /hardware-imports'
const key = '3132333435363738393031323334353637383930'
const csv = `serial,secret,user\nHW-1,${key},bob\n`
const good = { row: 1, serial: 'HW-1', user: 'bob', fault: null }
const faulty = { row: 2, serial: 'HW-2', user: 'nobody', fault: 'There is no user of this name.' }
const nameless = { row: 3, serial: 'HW-3', user: null, fault: 'No user is named for this device.' }

async function chooseFile(admin: RinglockAdminStatus, content: string, name = 'devices.csv'): Promise<void> {
  await click(admin, 'Import hardware')
  const files = new DataTransfer()
  files.items.add(new File([content], name))
  ;(one(admin, '[type="file"]') as HTMLInputElement).files = files.files
}

async function check(admin: RinglockAdminStatus): Promise<void> {
  await submit(admin, 'dialog form')
  await settled(admin)
}

test('shows what would become of each row, then takes them', async ({ api, secrets }) => {
  api.answer(route, ok({ rows: [good], taken: 0 }), ok({ rows: [good], taken: 1 }))
  const admin = await mountAdmin(api)
  const heard: number[] = []
  admin.addEventListener('ringlock-hardware-imported', ({ taken }) => heard.push(taken))
  await chooseFile(admin, csv)
  await expectNoViolations(admin)
  await check(admin)
  assert.match(shownText(admin), '1 good, 0 with a fault')
  assert.match(shownText(admin), '1 HW-1 bob ✓ Good')
  await expectNoViolations(admin)
  await check(admin)
  assert.equal(
    api.to(route).map(({ body }) => body),
    [
      { format: 'csv', content: csv, users: {}, dryRun: true },
      { format: 'csv', content: csv, users: {}, dryRun: false, goodRowsOnly: false },
    ],
  )
  assert.equal(heard, [1])
  assert.match(shownText(admin), 'Devices assigned: 1')
  assert.is(api.to('GET /users').length, 2)
  secrets.expectKept(key, 'widget-token-1')
})

test('takes nothing while a row is faulty, unless the good rows alone are wanted', async ({ api }) => {
  const rows = [good, faulty]
  api.answer(route, ok({ rows, taken: 0 }), refuse(422, 'import-refused', { rows }), ok({ rows, taken: 1 }))
  const admin = await mountAdmin(api)
  await chooseFile(admin, csv)
  await check(admin)
  assert.match(shownText(admin), '1 good, 1 with a fault')
  assert.match(all(admin, '.preview tbody tr')[0]?.textContent ?? '', 'There is no user of this name.')
  await check(admin)
  assert.is(problem(admin), 'Nothing was imported: some rows have faults.')
  await expectNoViolations(admin)
  ;(one(admin, '[name="good-only"]') as HTMLInputElement).checked = true
  await check(admin)
  assert.match(shownText(admin), 'Devices assigned: 1')
  assert.match(JSON.stringify(api.to(route).at(-1)?.body), '"goodRowsOnly":true')
})

test('asks whose a device is to be where the file does not say', async ({ api }) => {
  api.answer(
    route,
    ok({ rows: [nameless], taken: 0 }),
    ok({ rows: [{ ...nameless, user: 'bob', fault: null }], taken: 0 }),
  )
  const admin = await mountAdmin(api)
  await chooseFile(admin, csv)
  await check(admin)
  assert.not.match(shownText(admin), 'Assign (')
  await expectNoViolations(admin)
  await fill(admin, '[data-serial="HW-3"]', 'bob')
  await click(admin, 'Check again')
  assert.match(JSON.stringify(api.to(route).at(-1)?.body), '"users":{"HW-3":"bob"}')
  assert.match(shownText(admin), 'Assign (1)')
  assert.is((one(admin, '[data-serial="HW-3"]') as HTMLInputElement).value, 'bob')
})

test('reads PSKC with its pre-shared key, and keeps the key to itself', async ({ api, secrets }) => {
  api.answer(route, ok({ rows: [good], taken: 0 }))
  const admin = await mountAdmin(api)
  const content = '\n<?xml version="1.0"?><KeyContainer/>'
  await chooseFile(admin, content, 'keys.xml')
  await fill(admin, '[name="preshared-key"]', '1234')
  await check(admin)
  assert.is(problem(admin), 'A pre-shared key has 32 to 64 hexadecimal digits.')
  assert.equal(api.to(route), [])
  await fill(admin, '[name="preshared-key"]', '12345678 90abcdef 12345678 90ABCDEF')
  await check(admin)
  const presharedKey = '1234567890abcdef1234567890ABCDEF'
  assert.equal(api.to(route)[0]?.body, { format: 'pskc', content, presharedKey, users: {}, dryRun: true })
  secrets.expectKept(presharedKey)
})

test('asks for a file, and for one that is not too large', async ({ api }) => {
  api.answer(route, refuse(413, 'too-large'))
  const admin = await mountAdmin(api)
  await click(admin, 'Import hardware')
  await check(admin)
  assert.is(problem(admin), 'Please fill this in.')
  await click(admin, 'Cancel')
  await chooseFile(admin, 'x'.repeat(4 * 1024 * 1024 + 1))
  await check(admin)
  assert.is(problem(admin), 'The file is too large: 4 MB at most.')
  assert.equal(api.to(route), [])
  await click(admin, 'Cancel')
  await chooseFile(admin, csv)
  await check(admin)
  assert.is(problem(admin), 'The file is too large: 4 MB at most.')
})

test('says why a file cannot be read', async ({ api }) => {
  api.answer(route, refuse(422, 'import-refused', { message: 'The file is empty.', rows: [] }))
  const admin = await mountAdmin(api)
  await chooseFile(admin, ' ')
  await check(admin)
  assert.is(problem(admin), 'This file cannot be read. The file is empty.')
  await expectNoViolations(admin)
})

test('shows so many rows of a long file, the faulty ones first', async ({ api }) => {
  const rows = Array.from({ length: 1200 }, (_, i) => ({ ...good, row: i + 1 }))
  api.answer(route, ok({ rows: [...rows, { ...faulty, row: 1201 }], taken: 0 }))
  const admin = await mountAdmin(api)
  await chooseFile(admin, csv)
  await check(admin)
  assert.is(all(admin, '.preview tbody tr').length, 300)
  assert.match(all(admin, '.preview tbody tr')[0]?.textContent ?? '', '1,201')
  assert.match(shownText(admin), 'and 901 more rows')
})

test('forgets the file when it is closed', async ({ api }) => {
  api.answer(route, ok({ rows: [good], taken: 0 }))
  const admin = await mountAdmin(api)
  await chooseFile(admin, csv)
  await check(admin)
  await click(admin, 'Cancel')
  await click(admin, 'Import hardware')
  assert.is(all(admin, '.preview').length, 0)
  assert.is(all(admin, '[type="file"]').length, 1)
})

test.run()
