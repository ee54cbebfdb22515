import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { type ApiWorld, minute, type Person, withApi } from '../api-world.ts'

async function trust(
  { service: { state }, keyOf, now }: ApiWorld,
  person: Person,
  id: string,
): Promise<void> {
  const [authenticator] = (await state.readEnrolment(await keyOf(person)))?.authenticators ?? []
  if (authenticator === undefined) throw new Error(`${person} is not enrolled`)
  const device = {
    id,
    userKey: await keyOf(person),
    secretHash: `hash of ${id}`,
    authenticatorId: authenticator.id,
    name: 'Firefox, Linux',
    trustedAt: now(),
    lastUsedAt: now(),
    expiresAt: now() + minute,
  }
  await state.putTrustedDevice(device, now())
}

test('my devices are listed without what they are known by, and revoked one by one', () =>
  withApi(async (world) => {
    const { enrol, as, now, audited } = world
    await enrol('alice')
    await trust(world, 'alice', 'one')
    await trust(world, 'alice', 'two')
    const alice = await as('alice')
    const { body } = await alice.get('/me/trusted-devices')
    const at = new Date(now()).toISOString()
    assert.equal(body.devices, [
      {
        id: 'one',
        name: 'Firefox, Linux',
        trustedAt: at,
        lastUsedAt: at,
        expiresAt: new Date(now() + minute).toISOString(),
      },
      {
        id: 'two',
        name: 'Firefox, Linux',
        trustedAt: at,
        lastUsedAt: at,
        expiresAt: new Date(now() + minute).toISOString(),
      },
    ])
    assert.is((await alice.delete('/me/trusted-devices/one')).status, 204)
    expectError(await alice.delete('/me/trusted-devices/one'), 404, 'not-found')
    assert.equal(
      (await alice.get('/me/trusted-devices')).body.devices.map(({ id }: { id: string }) => id),
      ['two'],
    )
    assert.is((await audited('device.revoked')).length, 1)
  }))

test("another user's device is neither seen nor revoked", () =>
  withApi(async (world) => {
    await world.enrol('alice')
    await trust(world, 'alice', 'one')
    const bob = await world.as('bob')
    assert.equal((await bob.get('/me/trusted-devices')).body.devices, [])
    expectError(await bob.delete('/me/trusted-devices/one'), 404, 'not-found')
    assert.is((await (await world.as('alice')).get('/me/trusted-devices')).body.devices.length, 1)
  }))

test('a device that is trusted no more is not listed', () =>
  withApi(async (world) => {
    await world.enrol('alice')
    await trust(world, 'alice', 'one')
    world.advance(minute)
    assert.equal((await (await world.as('alice')).get('/me/trusted-devices')).body.devices, [])
  }))

test.run()
