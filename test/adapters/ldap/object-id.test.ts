import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filterValueOfId, formatId } from '../../../adapters/ldap/object-id.ts'

const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const text = '33221100-5544-7766-8899-aabbccddeeff'

test('the bytes of an objectGUID are written as MS-DTYP 2.3.4 has them, and read back', () => {
  assert.is(formatId(bytes), text)
  assert.equal(filterValueOfId('objectGUID', text), bytes)
  assert.is(bytes.toString('hex'), '00112233445566778899aabbccddeeff')
})

test('no user has an objectGUID of another shape', () => {
  for (const id of ['', text.toUpperCase(), `${text} `, text.slice(1), '*', 'x'.repeat(36)]) {
    assert.is(filterValueOfId('objectGUID', id), null, id)
  }
  assert.is(formatId(bytes.subarray(1)), null)
  assert.is(formatId(''), null)
})

test('other ids are text, and stay as they are', () => {
  assert.is(formatId('7483b704-7a72-1041-8b65-2b68413d88fa'), '7483b704-7a72-1041-8b65-2b68413d88fa')
  assert.is(filterValueOfId('entryUUID', '*'), '*')
})

test.run()
