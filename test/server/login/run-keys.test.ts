import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { userRun } from '../../../server/login/run-keys.ts'

test('forms that are neither the name nor the mail address count apart, as those of unknown users do', () => {
  const runs = ['alice@corp.example', 'corp\\alice', 'alice@corp'].map((login) =>
    userRun('ldap:1', 'other', login),
  )
  assert.is(new Set(runs).size, 3)
  assert.is(userRun('ldap:1', 'other', 'alice@corp'), runs[2])
  assert.is.not(userRun('ldap:2', 'other', 'alice@corp'), runs[2])
  assert.equal([userRun('ldap:1'), userRun('ldap:1', 'mail')], ['ldap:1', 'mail|ldap:1'])
})

test.run()
