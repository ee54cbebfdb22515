import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type User, type UserStore, UserStoreError } from '../../../adapters/user-store.ts'
import type { DeviceRow } from '../../../server/enrolment/hardware-files/hardware-file.ts'
import { planHardwareImport } from '../../../server/enrolment/hardware-import.ts'
import type { FoundUser, UserDirectory } from '../../../server/user-directory.ts'
import { alice, bob, createEnrolmentWorld, type EnrolmentWorld } from './enrolment-world.ts'

const test = suite<{ world: EnrolmentWorld }>('hardware import')
test.before.each(async (context) => {
  context.world = await createEnrolmentWorld()
})
test.after.each(({ world }) => world.end())

const found = (userKey: string) => ({ userKey, user: {} as User, store: {} as UserStore }) as FoundUser
const users = {
  async find(login: string) {
    if (login === 'down') throw new UserStoreError('down')
    if (login === 'twins') return 'ambiguous'
    return login === 'alice' ? found(alice) : login === 'bob' ? found(bob) : null
  },
} as Partial<UserDirectory> as UserDirectory

const parameters = { algorithm: 'SHA1', digits: 6, period: 30, stepOffset: 0 } as const
const row = (row: number, user: string | null, secret = row): DeviceRow => {
  const serial = `S${row}`
  return { row, serial, user, device: { ...parameters, serial, totpSecret: Buffer.alloc(20, secret) } }
}

async function plan(world: EnrolmentWorld, rows: readonly DeviceRow[], mayManage = (_: FoundUser) => true) {
  const owners = new Map([['S2', 'bob']])
  const { rows: planned, devices } = await planHardwareImport(
    { rows, owners, mayManage },
    { ...world, users },
  )
  return {
    rows: planned.map(({ row, user, fault }) => [row, user, fault]),
    devices: devices.map(({ serial, userKey }) => `${serial} ${userKey}`),
  }
}

test('rows find their users, by name or by serial number, and every fault is told', async ({ world }) => {
  await world.enrolments.importHardware(
    [{ ...parameters, userKey: bob, serial: 'S9', totpSecret: Buffer.alloc(20, 90) }],
    { door: 'http' },
  )
  const broken: DeviceRow = { row: 8, serial: null, user: 'alice', device: { fault: 'There is no secret.' } }
  const rows = [
    row(1, 'alice'),
    row(2, null),
    row(3, null),
    row(4, 'nobody'),
    row(5, 'twins'),
    row(6, 'down'),
    row(7, 'alice', 1),
    broken,
    row(9, 'alice', 90),
    row(10, 'bob', 90),
  ]
  assert.equal(await plan(world, rows), {
    rows: [
      [1, 'alice', null],
      [2, 'bob', null],
      [3, null, 'Nobody is named for this device.'],
      [4, 'nobody', 'There is no such user.'],
      [5, 'twins', 'More than one user goes by this name.'],
      [6, 'down', 'The user store cannot be asked just now.'],
      [7, 'alice', 'Row 1 has the same secret.'],
      [8, 'alice', 'There is no secret.'],
      [9, 'alice', 'Another user has this device.'],
      [10, 'bob', 'Row 9 has the same secret.'],
    ],
    devices: [`S1 ${alice}`, `S2 ${bob}`],
  })
  assert.is(await world.state.readEnrolment(alice), null, 'a plan changes nothing')
})

test("nobody's device is given by those who may not", async ({ world }) => {
  const planned = await plan(world, [row(1, 'alice'), row(2, 'bob')], ({ userKey }) => userKey === alice)
  assert.equal(planned.devices, [`S1 ${alice}`])
  assert.equal(planned.rows[1], [2, 'bob', 'This user is not yours to manage.'])
})

test('what its user has already is no fault', async ({ world }) => {
  const first = row(1, 'alice')
  const { devices } = await planHardwareImport(
    { rows: [first], owners: new Map(), mayManage: () => true },
    { ...world, users },
  )
  await world.enrolments.importHardware(devices, { door: 'http' })
  assert.equal((await plan(world, [first])).rows, [[1, 'alice', null]])
})

test.run()
