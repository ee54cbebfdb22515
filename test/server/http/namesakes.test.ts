import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFileUserStore } from '../../../adapters/file/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { auditOf } from './audited.ts'
import { type HttpWorld, password, withHttpWorld } from './http-world.ts'

interface Row {
  readonly name: string
  readonly role?: string
  readonly email?: string
}

const passwordOf = (store: string) => `the password in ${store}`

/** A file user store, whose users have a password that tells the store. */
async function writeStore(folder: string, name: string, rows: readonly Row[]): Promise<object> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  const store = await createFileUserStore({ name, path, queue: createHashingQueue(), createIfMissing: true })
  const digest = createHash('sha1').update(passwordOf(name)).digest('base64')
  const prepared = await store.prepareImport(rows.map((row) => ({ ...row, passwordHash: `{SHA}${digest}` })))
  if (prepared.outcome !== 'prepared') throw new Error(JSON.stringify(prepared))
  await prepared.commit()
  await store.close()
  return { name, kind: 'file', path }
}

/** `local`, and behind it `branch` with a realm: what S2 was seen with. */
function withNamesakes(use: (world: HttpWorld) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const local = await writeStore(folder, 'local', [
      { name: 'alice', role: 'superadmin' },
      { name: 'carol', email: 'mail-of-carol@example.test' },
      { name: 'dora@branch.example', email: 'dora@example.test' },
    ])
    const branch = await writeStore(folder, 'branch', [
      { name: 'alice' },
      { name: 'bob' },
      { name: 'dora', role: 'admin' },
    ])
    await withHttpWorld(use, { userStores: [local, { ...branch, realm: 'branch.example' }] })
  })
}

const payloadOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

async function logIn({ call }: HttpWorld, username: string, store: string) {
  const { status, body, text } = await call('POST', '/login', {
    body: { username, password: passwordOf(store) },
  })
  if (status !== 200) throw new Error(text)
  return payloadOf(body.assertion)
}

test('the assertion names its user by sub, and that user gets the token, not a namesake', () =>
  withNamesakes(async (world) => {
    const { sub, name } = await logIn(world, 'alice@branch.example', 'branch')
    assert.is(name, 'alice')
    const issued = await world.call('POST', '/widget-tokens', { body: { userKey: sub, amr: ['sso'] } })
    assert.equal([issued.status, issued.body.userKey], [201, sub])
    const me = await world.call('GET', '/me', { bearer: issued.body.token })
    assert.equal([me.body.user.key, me.body.user.role], [sub, 'user'])
    const named = await world.call('POST', '/widget-tokens', { body: { user: name, amr: ['sso'] } })
    assert.equal([named.status, named.body.error.code], [409, 'conflict'])
    const lines = (await auditOf(world)).filter(({ event }) => event === 'widget-token.issued')
    assert.equal(
      lines.map(({ login, userKey, reason }) => [login, userKey, reason]),
      [['alice', sub, 'sso']],
    )
  }))

test('a name of one user alone, or of a realm, gets its token; one that a second user goes by gets none', () =>
  withNamesakes(async (world) => {
    const tokenFor = async (user: string) => {
      const { status, body } = await world.call('POST', '/widget-tokens', { body: { user } })
      return status === 201 ? body.userKey.split(':')[0] : [status, body.error.code]
    }
    for (const [user, expected] of [
      ['bob', 'branch'],
      ['carol', 'local'],
      ['mail-of-carol@example.test', 'local'],
      ['alice@branch.example', 'branch'],
      ['ALICE@Branch.Example', 'branch'],
      ['bob@branch.example', 'branch'],
      ['alice', [409, 'conflict']],
      // A user who logged in by a mail address has the name that another user logs in with.
      ['dora@branch.example', [409, 'conflict']],
      ['carol@branch.example', [404, 'not-found']],
      ['nobody', [404, 'not-found']],
    ] as const) {
      assert.equal(await tokenFor(user), expected, user)
    }
  }))

test('a user who got in by a mail address is found again by sub, whatever the name says', () =>
  withNamesakes(async (world) => {
    const { sub, name } = await logIn(world, 'dora@example.test', 'local')
    assert.is(name, 'dora@branch.example')
    assert.is((await logIn(world, name, 'branch')).role, 'admin', 'who logs in by that name is another user')
    const { body } = await world.call('POST', '/widget-tokens', { body: { userKey: sub } })
    assert.is((await world.call('GET', '/me', { bearer: body.token })).body.user.role, 'user')
  }))

test('exactly one of user and userKey, and the key as it stands in sub', () =>
  withNamesakes(async (world) => {
    const { sub } = await logIn(world, 'bob', 'branch')
    const ask = async (body: object) => {
      const got = await world.call('POST', '/widget-tokens', { body })
      return [got.status, got.body.error?.code, got.body.error?.faults?.[0]?.path]
    }
    const fault = [400, 'invalid-request', 'body.userKey']
    assert.equal(await ask({}), fault)
    assert.equal(await ask({ user: 'bob', userKey: sub }), fault)
    assert.equal(await ask({ userKey: '' }), fault)
    assert.equal(await ask({ userKey: 7 }), fault)
    const id = sub.slice('branch:'.length)
    const absent = [404, 'not-found', undefined]
    for (const userKey of [
      `local:${id}`,
      `branch:${id.toUpperCase()}X`,
      `Branch:${id}`,
      `${sub} `,
      id,
      'bob',
      'branch:',
    ]) {
      assert.equal(await ask({ userKey }), absent, userKey)
    }
    assert.equal(await ask({ userKey: sub }), [201, undefined, undefined])
  }))

test('proof is asked of the very user whose token it is', () =>
  withNamesakes(async (world) => {
    const { sub } = await logIn(world, 'alice@branch.example', 'branch')
    const bearer = (await world.call('POST', '/widget-tokens', { body: { userKey: sub } })).body.token
    const prove = (typed: string) => world.call('POST', '/me/reverify', { bearer, body: { password: typed } })
    assert.is((await prove(passwordOf('local'))).status, 401)
    assert.is((await prove(passwordOf('branch'))).status, 200)
    const last = (await auditOf(world)).filter(({ event }) => event === 'login').at(-1)
    assert.equal([last?.userKey, last?.outcome], [sub, 'accept'])
  }))

test('a user who takes over the name while it is judged proves nothing for its former user', () =>
  withHttpWorld(async (world) => {
    const alice = await world.addPerson('alice', { enrolled: false })
    const bearer = await world.tokenFor('alice')
    const { users } = world.service
    const { find } = users
    const bob = await world.addPerson('bob', { enrolled: false })
    Object.assign(users, { find: () => find('bob') })
    await world.call('POST', '/me/reverify', { bearer, body: { password } })
    const last = (await auditOf(world)).filter(({ event }) => event === 'login').at(-1)
    assert.is.not(last?.userKey, bob.userKey)
    assert.is(last?.userKey, alice.userKey)
  }))

test.run()
