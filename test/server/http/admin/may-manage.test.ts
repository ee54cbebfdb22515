import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { roles } from '../../../../adapters/user-store.ts'
import { mayManage } from '../../../../server/http/admin/may-manage.ts'

const byLowerRoles = { adminControl: 'lower-roles' } as const
const caller = { userKey: 'local:1', user: {} }
const bySelf = { adminControl: 'self-only' } as const

test('of all pairs of roles three may manage', () => {
  const pairs = roles.flatMap((role) => roles.map((other) => [role, other] as const))
  const managing = pairs.filter(([role, other]) =>
    mayManage({ ...caller, role }, { userKey: 'local:2', user: { role: other } }, byLowerRoles),
  )
  assert.equal(managing, [
    ['admin', 'user'],
    ['superadmin', 'user'],
    ['superadmin', 'admin'],
  ])
})

test('with self-only no one manages anyone', () => {
  for (const role of roles) {
    for (const other of roles) {
      const target = { userKey: 'local:2', user: { role: other } }
      assert.not.ok(mayManage({ ...caller, role }, target, bySelf))
    }
  }
})

test('no one manages oneself, even with a higher role in this portal', () => {
  const self = { ...caller, role: 'superadmin' } as const
  assert.not.ok(mayManage(self, { userKey: 'local:1', user: { role: 'user' } }, byLowerRoles))
})

test('an admin manages users of the own tenant alone, a superadmin those of all', () => {
  const tenants = [undefined, 'a.example', 'b.example'] as const
  const inTenant = (tenant: string | undefined) => (tenant === undefined ? {} : { tenant })
  for (const own of tenants) {
    for (const theirs of tenants) {
      const target = { userKey: 'local:2', user: { role: 'user' as const, ...inTenant(theirs) } }
      const by = (role: 'admin' | 'superadmin') =>
        mayManage({ userKey: 'local:1', role, user: inTenant(own) }, target, byLowerRoles)
      assert.is(by('admin'), own === theirs, `${own} ${theirs}`)
      assert.ok(by('superadmin'))
    }
  }
})

test('the policy of a tenant says whether its users are managed', () => {
  const policy = { ...byLowerRoles, tenants: { 'a.example': bySelf } }
  const target = (tenant: string) => ({ userKey: 'local:2', user: { role: 'user' as const, tenant } })
  const root = { ...caller, role: 'superadmin' as const }
  assert.not.ok(mayManage(root, target('a.example'), policy))
  assert.ok(mayManage(root, target('b.example'), policy))
})

test.run()
