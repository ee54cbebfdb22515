import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { auditOf } from '../server/http/audited.ts'
import { type HttpWorld, withHttpWorld } from '../server/http/http-world.ts'
import { peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { fixtureSql, makePostgresDatabase } from './user-databases.ts'

const tenants = 200
const usersEach = 50
const password = 'the same everywhere'
const salt = 'salt'
const hash = createHash('md5')
  .update(salt + password)
  .digest('hex')

const two = (n: number) => String(n).padStart(2, '0')
const three = (n: number) => String(n).padStart(3, '0')
const domainOf = (tenant: number) => `t${three(tenant)}.example`
const uuid = (kind: number, tenant: number, user = 0) =>
  `${kind}0000000-0000-4000-8000-${three(tenant)}0000${String(user).padStart(5, '0')}`
const keyOf = (tenant: number, user: number) => `pbx:${uuid(2, tenant, user)}`

/** In each domain the same fifty names: user01 is an admin of it, and user02 of the first one a superadmin. */
const people = `
  TRUNCATE v_users, v_user_settings, v_groups, v_user_groups, v_domains;
  INSERT INTO v_groups (group_uuid, group_name, group_level) VALUES
    ('${uuid(3, 1)}', 'admin', 50), ('${uuid(3, 2)}', 'superadmin', 80), ('${uuid(3, 3)}', 'user', 30);
  INSERT INTO v_domains (domain_uuid, domain_name, domain_enabled)
    SELECT ('10000000-0000-4000-8000-' || lpad(t::text, 3, '0') || '000000000')::uuid, 't' || lpad(t::text, 3, '0') || '.example', true
    FROM generate_series(1, ${tenants}) AS t;
  INSERT INTO v_users (user_uuid, domain_uuid, username, user_email, user_enabled, password, salt)
    SELECT ('20000000-0000-4000-8000-' || lpad(t::text, 3, '0') || '0000' || lpad(u::text, 5, '0'))::uuid,
      ('10000000-0000-4000-8000-' || lpad(t::text, 3, '0') || '000000000')::uuid, 'user' || lpad(u::text, 2, '0'),
      'user' || u || '@mail.example', true, '${hash}', '${salt}'
    FROM generate_series(1, ${tenants}) AS t, generate_series(1, ${usersEach}) AS u;
  INSERT INTO v_user_groups (user_group_uuid, group_uuid, user_uuid)
    SELECT gen_random_uuid(), CASE
      WHEN username = 'user01' THEN '${uuid(3, 1)}'
      WHEN user_uuid = '${uuid(2, 1, 2)}' THEN '${uuid(3, 2)}' ELSE '${uuid(3, 3)}' END::uuid, user_uuid FROM v_users;`

async function withTenants(use: (world: HttpWorld) => Promise<void>, policy: object = {}): Promise<void> {
  const postgres = await startPostgres()
  try {
    await makePostgresDatabase(postgres, 'fusionpbx', `${await fixtureSql('fusionpbx.pgsql')} ${people}`)
    const { hostname: host, port, username: user, password: secret } = new URL(postgres.url)
    const connection = { host, port: Number(port), user, password: secret, database: 'fusionpbx' }
    await withHttpWorld(use, { userStores: [{ name: 'pbx', kind: 'fusionpbx', ...connection }], policy })
  } finally {
    await postgres.stop()
  }
}

async function tokenOf({ call }: HttpWorld, tenant: number, user: number): Promise<string> {
  const { status, body } = await call('POST', '/widget-tokens', {
    body: { userKey: keyOf(tenant, user), amr: ['pwd'] },
  })
  assert.is(status, 201)
  return body.token
}

async function proven(world: HttpWorld, tenant: number, user: number): Promise<string> {
  const bearer = await tokenOf(world, tenant, user)
  const { status } = await world.call('POST', '/me/reverify', { bearer, body: { password } })
  assert.is(status, 200, 'the password of this very user, whoever has the same name')
  return bearer
}

async function listed({ call }: HttpWorld, bearer: string, query = '') {
  const all: { key: string; name: string; tenant: string | null }[] = []
  let cursor: string | null = null
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await call('GET', `/users?limit=200${query}${next}`, { bearer })
    assert.is(status, 200)
    all.push(...body.users)
    cursor = body.nextCursor
  } while (cursor !== null)
  return all
}

const needs = { needs: ['postgres'] } as const

peerTest(
  '200 tenants of 50 users with the same names: an admin sees those of the own one, a superadmin all',
  needs,
  () =>
    withTenants(async (world) => {
      const admin = await tokenOf(world, 7, 1)
      const own = await listed(world, admin)
      assert.is(own.length, usersEach)
      assert.ok(
        own.every(({ key, tenant }) => tenant === domainOf(7) && key.startsWith(keyOf(7, 0).slice(0, -5))),
      )
      assert.equal(
        (await listed(world, admin, '&search=user03')).map(({ key }) => key),
        [keyOf(7, 3)],
      )
      assert.equal(await listed(world, admin, `&tenant=${domainOf(8)}`), [])
      assert.is((await listed(world, admin, `&tenant=${domainOf(7)}`)).length, usersEach)
      assert.equal(await listed(world, admin, `&search=user03@${domainOf(8)}`), [])
      assert.is((await listed(world, admin, '&status=not-enrolled')).length, usersEach)

      const root = await tokenOf(world, 1, 2)
      assert.is((await listed(world, root)).length, tenants * usersEach)
      assert.is((await listed(world, root, '&search=user03')).length, tenants)
      assert.is((await listed(world, root, `&tenant=${domainOf(8)}`)).length, usersEach)
      assert.is((await world.call('GET', `/users/${keyOf(200, 50)}`, { bearer: root })).status, 200)
    }),
)

peerTest(
  "another tenant's userKey is answered as an unknown one in every call, and changes nothing",
  needs,
  () =>
    withTenants(async (world) => {
      const bearer = await proven(world, 7, 1)
      const calls: readonly (readonly [string, string, object?])[] = [
        ['GET', '/users/KEY'],
        ['POST', '/users/KEY/authenticators', { totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }],
        ['DELETE', '/users/KEY/authenticators'],
        ['POST', '/users/KEY/enrolment-mail', {}],
        ['POST', '/users/KEY/unlock', {}],
        ['PUT', '/users/KEY/policy', { secondFactor: 'required' }],
        ['GET', '/audit?userKey=KEY'],
        ['GET', '/audit?user=KEY'],
      ]
      for (const [method, path, body] of calls) {
        const ask = (key: string) =>
          world.call(method, path.replace('KEY', key), { bearer, ...(body !== undefined && { body }) })
        const [foreign, unknown] = [await ask(keyOf(8, 3)), await ask(keyOf(999, 3))]
        assert.equal([foreign.status, foreign.text], [404, unknown.text], `${method} ${path}`)
        assert.is.not((await ask(keyOf(7, 3))).status, 404, `${method} ${path} of the own tenant`)
      }
      const { enrolment } = (await world.service.state.readUsers([keyOf(8, 3)]))[0] ?? {}
      assert.is(enrolment, null)
    }),
)

peerTest(
  'an admin reads the lines of the own tenant, an import gives devices to it, and labels tell namesakes apart',
  needs,
  () =>
    withTenants(async (world) => {
      const logIn = async (tenant: number, user: number) => {
        const username = `user${two(user)}@${domainOf(tenant)}`
        const { body } = await world.call('POST', '/login', { body: { username, password } })
        assert.is(body.user?.key, keyOf(tenant, user))
      }
      await logIn(7, 3)
      await logIn(8, 3)
      const bearer = await proven(world, 7, 1)
      const { body } = await world.call('GET', '/audit?limit=200', { bearer })
      assert.ok(body.events.length >= 2)
      assert.ok(body.events.every(({ tenant }: { tenant: string }) => tenant === domainOf(7)))
      const root = await tokenOf(world, 1, 2)
      const all = (await world.call('GET', '/audit?limit=200', { bearer: root })).body.events
      assert.ok(all.some(({ tenant }: { tenant: string }) => tenant === domainOf(8)))
      const one = (await world.call('GET', `/audit?tenant=${domainOf(8)}`, { bearer: root })).body.events
      assert.equal([...new Set(one.map(({ userKey }: { userKey: string }) => userKey))], [keyOf(8, 3)])

      const content = `serial,secret,user\n1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,user04\n2,MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI,user04@${domainOf(8)}\n`
      const imported = await world.call('POST', '/hardware-imports', {
        bearer,
        body: { format: 'csv', content, goodRowsOnly: true },
      })
      assert.equal(
        imported.body.rows.map(({ fault }: { fault: string | null }) => fault),
        [null, 'There is no user of this name.'],
      )
      const [own, foreign] = await world.service.state.readUsers([keyOf(7, 4), keyOf(8, 4)])
      assert.equal([own?.enrolment?.authenticators.length, foreign?.enrolment], [1, null])
      assert.ok(
        (await auditOf(world)).some(
          ({ event, tenant }) => event === 'widget-token.issued' && tenant === domainOf(7),
        ),
      )

      const offered = await world.call('POST', '/me/authenticators', { bearer, body: { kind: 'app' } })
      assert.is(offered.body.account, `user01@${domainOf(7)}`)
      assert.match(decodeURIComponent(offered.body.uri), `user01@${domainOf(7)}`)
    }),
)

peerTest('a tenant has a policy of its own, for logins, lists and admins alike', needs, () =>
  withTenants(
    async (world) => {
      const begin = (tenant: number) =>
        world.call('POST', '/login', { body: { username: `user05@${domainOf(tenant)}`, password } })
      assert.equal([(await begin(8)).status, (await begin(7)).status], [403, 200])
      const root = await tokenOf(world, 1, 2)
      const requirement = async (tenant: number) =>
        (await world.call('GET', `/users/${keyOf(tenant, 5)}`, { bearer: root })).body.requirement
      assert.equal([await requirement(8), await requirement(7)], ['required', 'optional'])
      const admin = await proven(world, 8, 1)
      const unlocked = await world.call('POST', `/users/${keyOf(8, 5)}/unlock`, { bearer: admin, body: {} })
      assert.is(unlocked.status, 403, 'self-only there')
    },
    {
      tenants: {
        [domainOf(8).toUpperCase()]: {
          secondFactor: 'required',
          gracePeriod: '0s',
          adminControl: 'self-only',
        },
      },
    },
  ),
)

test.run()
