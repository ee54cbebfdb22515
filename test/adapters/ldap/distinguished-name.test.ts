import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { comparableDn, firstValueOf, isBelow } from '../../../adapters/ldap/distinguished-name.ts'

const same: readonly (readonly [string, string])[] = [
  ['cn=PBX Admins,ou=Groups,dc=example', 'CN=pbx admins, OU=groups , DC=Example'],
  ['cn=Gr\\C3\\BCn,dc=example', 'cn=grün,dc=example'],
  ['cn=a\\,b,dc=example', 'cn=a\\2cb,dc=example'],
  ['cn=a+uid=1,dc=example', 'uid=1+cn=a,dc=example'],
  ['cn=a\\ ,dc=example', 'cn=a\\20,dc=example'],
]
for (const [one, other] of same) {
  test(`${one} is ${other}`, () => {
    assert.is.not(comparableDn(one), null)
    assert.is(comparableDn(one), comparableDn(other))
  })
}

const different: readonly (readonly [string, string])[] = [
  ['cn=a\\,ou=x,dc=example', 'cn=a,ou=x,dc=example'],
  ['cn=a\\+uid=1,dc=example', 'cn=a+uid=1,dc=example'],
  ['cn=a\\ ,dc=example', 'cn=a ,dc=example'],
  ['cn=a\\\\,dc=example', 'cn=a\\,dc=example'],
  ['cn=admins,dc=example', 'ou=admins,dc=example'],
  ['cn=a",["dc"\\,"example"],dc=x', 'cn=a,dc=example,dc=x'],
]
for (const [one, other] of different) {
  test(`${one} is not ${other}`, () => assert.is.not(comparableDn(one), comparableDn(other)))
}

for (const text of ['', 'admins', 'cn', 'cn=a,', 'cn=a,b', '=a', 'cn=a"b"', 'cn=a\\']) {
  test(`${JSON.stringify(text)} is no name`, () => assert.is(comparableDn(text), null))
}

test('below a base is whatever ends in it, part by part', () => {
  const base = comparableDn('ou=groups,dc=example') ?? ''
  const below = (dn: string) => isBelow(comparableDn(dn) ?? '', base)
  assert.ok(below('cn=admins,OU=Groups,dc=example'))
  assert.ok(below('cn=admins,ou=office,ou=groups,dc=example'))
  assert.ok(below('ou=groups,dc=example'))
  assert.not(below('cn=admins,ou=people,dc=example'))
  assert.not(below('cn=admins,ou=mygroups,dc=example'))
  assert.not(below('cn=admins\\,ou=groups\\,dc=example'))
})

test('a group is called by the first value of its name', () => {
  assert.is(firstValueOf('CN=Sales\\, Europe,ou=groups'), 'Sales, Europe')
  assert.is(firstValueOf('nonsense'), null)
})

test.run()
