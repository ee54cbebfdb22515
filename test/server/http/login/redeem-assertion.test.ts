import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeyPair, SignJWT } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAssertions, lifetimeWithSetUp } from '../../../../server/http/api/assertions.ts'
import { isKnown } from '../../../../server/users/directory.ts'
import { withTemporaryFolder } from '../../../temporary-folder.ts'
import { auditOf } from '../audited.ts'
import {
  type HttpWorld,
  otherKey,
  password,
  publicUrl,
  runHttpWorldIn,
  withHttpWorld,
} from '../http-world.ts'

async function assertionOf({ call }: HttpWorld, username: string, bearer?: string): Promise<string> {
  const sent = { body: { username, password }, ...(bearer !== undefined && { bearer }) }
  return (await call('POST', '/login', sent)).body.assertion
}

const redeem = ({ call }: HttpWorld, assertion: string, sent: object = {}) =>
  call('POST', '/assertions/redeem', { body: { assertion }, ...sent })

const linesOf = async (world: HttpWorld) =>
  (await auditOf(world))
    .filter(({ event }) => event === 'assertion.redeemed')
    .map(({ outcome, reason, userKey, askedBy }) => [outcome, reason, userKey, askedBy])

test('an assertion is redeemed once, and says whose login it is', () =>
  withHttpWorld(async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    const first = await redeem(world, assertion)
    assert.equal(
      [first.status, first.body],
      [200, { user: { key: userKey, name: 'bob', displayName: null } }],
    )
    const second = await redeem(world, assertion)
    assert.equal([second.status, second.body.error.code], [409, 'conflict'])
    assert.is(
      (await redeem(world, await assertionOf(world, 'bob'))).status,
      200,
      'the next login has its own',
    )
    assert.equal(await linesOf(world), [
      ['done', undefined, userKey, 'portal'],
      ['refused', 'used', userKey, 'portal'],
      ['done', undefined, userKey, 'portal'],
    ])
  }))

test('of fifty portals that redeem one assertion at once, one may open a session', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(world, assertion)))
    const statuses = answers.map(({ status }) => status).sort()
    assert.equal(statuses, [200, ...Array(49).fill(409)])
  }))

test("another portal's, a tampered, an unsigned and a foreign one are refused, with a line each, and use nothing up", () =>
  withHttpWorld(async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    const [header = '', payload = '', signature = ''] = assertion.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const written = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
    const { privateKey } = await generateKeyPair('EdDSA')
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
      .sign(privateKey)
    const wrong = {
      'another key': forged,
      'another user': [header, written({ ...claims, sub: 'local:1' }), signature].join('.'),
      'no signature': [written({ alg: 'none', typ: 'JWT' }), payload, ''].join('.'),
      'half of it': `${header}.${payload}`,
      'no JWT': 'x',
    }
    for (const [what, text] of Object.entries(wrong)) {
      const { status, body } = await redeem(world, text)
      assert.equal([status, body.error.code], [410, 'expired'], what)
    }
    const foreign = await redeem(world, assertion, { bearer: otherKey })
    assert.equal([foreign.status, foreign.body.error.code], [410, 'expired'])
    assert.equal(await linesOf(world), [
      ...Object.keys(wrong).map(() => ['refused', 'tampered', undefined, 'portal']),
      ['refused', 'foreign', undefined, 'other'],
    ])
    assert.is(claims.iss, publicUrl)
    assert.is((await redeem(world, assertion)).body.user.key, userKey)
  }))

test('an expired one is refused, also by a clock that was set back behind what the store has seen', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    const { state } = world.service
    await state.putProof('a token', Date.now() + 120_000, Date.now() + 61_000)
    const { status, body } = await redeem(world, assertion)
    assert.equal([status, body.error.code], [410, 'expired'])
    assert.equal(
      (await linesOf(world)).map(([, reason]) => reason),
      ['expired'],
    )
  }))

test('what was redeemed before a backup was put back is not redeemed again, and a login after it opens its session', () =>
  withTemporaryFolder(async (folder) => {
    const data = join(folder, 'data')
    const copy = (from: string, to: string) => cp(join(folder, from), join(folder, to), { recursive: true })
    await runHttpWorldIn(folder, async (world) => {
      await world.addPerson('alice')
      await world.addPerson('bob', { enrolled: false })
      assert.is((await redeem(world, await assertionOf(world, 'bob'))).status, 200)
    })
    await copy('data', 'backup')
    let before = ''
    await runHttpWorldIn(folder, async (world) => {
      const { assertionKeys, users, clock } = world.service
      const found = await users.find('bob')
      if (assertionKeys === null || !isKnown(found)) throw new Error('no keys, or no bob')
      // As long as one behind a set-up lives, and longer than codes are held.
      const assertions = createAssertions(assertionKeys, publicUrl, clock)
      before = await assertions.sign({ ...found, factors: ['password'] }, 'portal', lifetimeWithSetUp)
      assert.is((await redeem(world, before)).status, 200)
    })
    await rm(data, { recursive: true })
    await copy('backup', 'data')
    await runHttpWorldIn(folder, async (world) => {
      assert.is(world.service.state.standing().hold?.cause, 'restored')
      const again = await redeem(world, before)
      assert.equal([again.status, again.body.error.code], [410, 'expired'])
      const [line] = (await linesOf(world)).slice(-1)
      assert.equal(line?.slice(0, 2), ['refused', 'before-restore'])
    })
    // Times of assertions are whole seconds: the next one is later than the restore for certain.
    const clock = () => Date.now() + 1000
    await runHttpWorldIn(
      folder,
      async (world) => {
        assert.is(world.service.state.standing().hold?.cause, 'restored', 'the hold is still in force')
        const later = await assertionOf(world, 'bob')
        assert.is((await redeem(world, later)).status, 200)
        assert.is((await redeem(world, later)).status, 409)
      },
      {},
      'kept',
      clock,
    )
  }))

test('neither a page nor a widget token redeems', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    const bearer = await world.tokenFor('bob')
    assert.is((await redeem(world, assertion, { bearer })).status, 401)
    assert.is((await world.request('POST', '/api/v1/assertions/redeem', { body: { assertion } })).status, 401)
    assert.is((await redeem(world, assertion)).status, 200)
  }))

test('a user who is gone meanwhile gets no session', () =>
  withHttpWorld(async (world) => {
    const { userKey } = await world.addPerson('bob', { enrolled: false })
    const assertion = await assertionOf(world, 'bob')
    await world.service.fileUsers?.remove('bob')
    const { status, body } = await redeem(world, assertion)
    assert.equal([status, body.error.code], [410, 'expired'])
    assert.equal(await linesOf(world), [['refused', 'user-gone', userKey, 'portal']])
  }))

test.run()
