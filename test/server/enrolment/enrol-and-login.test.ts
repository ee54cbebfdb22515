import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createLoginWorld,
  inOneWord,
  type LoginWorld,
  password,
  totp,
} from '../authentication/login-world.ts'

const test = suite<{ world: LoginWorld }>('enrol and log in')
test.before.each(async (context) => {
  context.world = await createLoginWorld()
})
test.after.each(({ world }) => world.end())

const actor = { door: 'http' } as const
const userKey = 'local:1'
const login = async (world: LoginWorld, code: string) => inOneWord(await world.attempt(password + code))

async function offer(world: LoginWorld, kind: 'app' | 'hardware', totpSecret: string | null) {
  const request = { ...totp, userKey, account: 'alice', email: null, kind, totpSecret, serial: null }
  const offered = await world.enrolments.offer(request, actor)
  if (offered.result !== 'offered') throw new Error(offered.reason)
  return offered
}

test('an offer asks for no code; its confirmation does; the code that enrolled does not log in again', async ({
  world,
}) => {
  const { id, totpSecret } = await offer(world, 'app', null)
  assert.is(inOneWord(await world.attempt(password)), 'accept')
  const codes = [world.code(0, totpSecret)]
  assert.is((await world.enrolments.confirm({ userKey, id, codes }, actor)).result, 'confirmed')
  assert.is(inOneWord(await world.attempt(password)), 'code-missing')
  assert.is(await login(world, world.code(0, totpSecret)), 'code-used')
  await world.restart()
  assert.is(await login(world, world.code(0, totpSecret)), 'code-used', 'after a restart')
  world.now += 30_000
  assert.is(await login(world, world.code(0, totpSecret)), 'accept')
})

test('a hardware device that runs minutes ahead logs in by its offset', async ({ world }) => {
  const { id, totpSecret } = await offer(world, 'hardware', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const ahead = 8
  const codes = [world.code(ahead - 1, totpSecret), world.code(ahead, totpSecret)]
  assert.is((await world.enrolments.confirm({ userKey, id, codes }, actor)).result, 'confirmed')
  for (const code of codes) assert.is(await login(world, code), 'code-used')
  world.now += 30_000
  assert.is(await login(world, world.code(0, totpSecret)), 'code-wrong', 'as if its clock were right')
  assert.is(await login(world, world.code(ahead, totpSecret)), 'accept')
})

test('a disabled authenticator is asked for nothing, and asks again when it is enabled', async ({
  world,
}) => {
  await world.enrol()
  const change = { userKey, ifVersion: null, id: null }
  await world.enrolments.switchOnOff({ ...change, enabled: false }, actor)
  assert.is(inOneWord(await world.attempt(password)), 'accept')
  await world.enrolments.switchOnOff({ ...change, enabled: true }, actor)
  assert.is(inOneWord(await world.attempt(password)), 'code-missing')
  assert.is(await login(world, world.code()), 'accept')
})

test('a code that was used is used after disabling and enabling too', async ({ world }) => {
  await world.enrol()
  assert.is(await login(world, world.code()), 'accept')
  const change = { userKey, ifVersion: null, id: null }
  await world.enrolments.switchOnOff({ ...change, enabled: false }, actor)
  await world.enrolments.switchOnOff({ ...change, enabled: true }, actor)
  assert.is(await login(world, world.code()), 'code-used')
})

test.run()
