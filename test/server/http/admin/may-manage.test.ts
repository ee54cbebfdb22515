import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { roles } from '../../../../adapters/user-store.ts'
import { mayManage } from '../../../../server/http/admin/may-manage.ts'

const byLowerRoles = { adminControl: 'lower-roles' } as const
const bySelf = { adminControl: 'self-only' } as const

test('of all pairs of roles three may manage', () => {
  const pairs = roles.flatMap((role) => roles.map((other) => [role, other] as const))
  const managing = pairs.filter(([role, other]) =>
    mayManage({ userKey: 'local:1', role }, { userKey: 'local:2', user: { role: other } }, byLowerRoles),
  )
  assert.equal(managing, [
    ['admin', 'user'],
    ['superadmin', 'user'],
    ['superadmin', 'admin'],
  ])
})

test('with self-only nobody manages anybody', () => {
  for (const role of roles) {
    for (const other of roles) {
      const target = { userKey: 'local:2', user: { role: other } }
      assert.not.ok(mayManage({ userKey: 'local:1', role }, target, bySelf))
    }
  }
})

test('nobody manages oneself, even with a higher role in this portal', () => {
  const self = { userKey: 'local:1', role: 'superadmin' } as const
  assert.not.ok(mayManage(self, { userKey: 'local:1', user: { role: 'user' } }, byLowerRoles))
})

test.run()
