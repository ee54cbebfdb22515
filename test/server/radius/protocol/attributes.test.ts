import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  compileReplyAttributes,
  type ReplyAttributes,
} from '../../../../server/radius/protocol/attributes.ts'
import { hex } from '../packets.ts'

function compiled(attributes: ReplyAttributes): string {
  const { value, faults } = compileReplyAttributes(attributes)
  if (value === null) throw new Error(JSON.stringify(faults))
  return hex(value)
}

function expectedAt(attributes: ReplyAttributes): Record<string, string> {
  const { faults } = compileReplyAttributes(attributes)
  return Object.fromEntries((faults ?? []).map(({ path, expected }) => [path.join('.'), expected]))
}

const number = 'a whole number from 0 to 4294967295'
const text = 'text in quotes, 1 to 253 bytes'

test('standard attributes by name, in their order', () => {
  assert.is(
    compiled({ 'Service-Type': 'Administrative-User', Class: 'admins' }),
    '060600000006190861646d696e73',
  )
  assert.is(compiled({ Class: 'admins', 'Service-Type': 6 }), '190861646d696e73060600000006')
  assert.is(compiled({ 'Framed-IP-Address': '10.0.0.30' }), '08060a00001e')
  assert.is(compiled({ 'Session-Timeout': '3600' }), '1b0600000e10')
  assert.is(compiled({}), '')
})

test('a list repeats the attribute', () => {
  assert.is(compiled({ 'Filter-Id': ['a', 'b'] }), '0b03610b0362')
})

test('octets are text, or hexadecimal behind 0x', () => {
  assert.is(compiled({ Class: 'Zoë' }), '19065a6fc3ab')
  assert.is(compiled({ Class: '0x00ff' }), '190400ff')
  assert.is(compiled({ 'Filter-Id': '0x00ff' }), `0b08${hex(Buffer.from('0x00ff'))}`)
})

test('what phone systems read from an admin login', () => {
  assert.is(compiled({ 'ACL-Auth-Level': 'ACL-Auth-SecurityAdminLevel' }), '1a0c0000138b2306000000c8')
  assert.is(compiled({ 'ACL-Auth-Level': 200 }), '1a0c0000138b2306000000c8')
  assert.is(compiled({ 'Acme-User-Class': 'admin' }), '1a0d000023bcfe0761646d696e')
  assert.is(
    compiled({ 'Cisco-AVPair': ['shell:priv-lvl=15', 'x'] }),
    '1a190000000901137368656c6c3a707269762d6c766c3d31351a0900000009010378',
  )
})

test('any vendor by number', () => {
  assert.is(compiled({ 'Vendor-5003-Attr-35': 200 }), '1a0c0000138b2306000000c8')
  assert.is(compiled({ 'Vendor-9-Attr-1': 'AB' }), '1a0a0000000901044142')
  assert.is(compiled({ 'Vendor-9-Attr-1': '0x4142' }), '1a0a0000000901044142')
})

test('R10, not: values that are empty or too long', () => {
  assert.is(compiled({ 'Filter-Id': 'x'.repeat(253) }).length, 2 * 255)
  assert.equal(expectedAt({ 'Filter-Id': '' }), { 'Filter-Id': text })
  assert.equal(expectedAt({ 'Filter-Id': ['ok', 'x'.repeat(254)] }), { 'Filter-Id.1': text })
  assert.equal(expectedAt({ 'Filter-Id': 'é'.repeat(127) }), { 'Filter-Id': text })
  assert.is(compiled({ 'Cisco-AVPair': 'x'.repeat(247) }).length, 2 * 255)
  assert.equal(expectedAt({ 'Cisco-AVPair': 'x'.repeat(248) }), {
    'Cisco-AVPair': 'text in quotes, 1 to 247 bytes',
  })
})

test('R10, not: more than a packet holds beside its Proxy-States', () => {
  assert.is(compiled({ Class: Array(8).fill('x'.repeat(253)) }).length, 2 * 8 * 255)
  const { faults } = compileReplyAttributes({ Class: Array(9).fill('x'.repeat(253)) })
  assert.equal(faults, [
    {
      path: [],
      found: '2295 bytes of attributes',
      expected: 'at most 2048 bytes, so that the reply has room for Proxy-States',
    },
  ])
})

test('values of another kind are faults, never other bytes', () => {
  assert.equal(expectedAt({ 'Service-Type': 'Admin' }), {
    'Service-Type': `${number}, or a name that the dictionaries have for a Service-Type`,
  })
  for (const value of ['', ' ', '0x06', '1e1', -1, 1.5, 2 ** 32]) {
    assert.equal(expectedAt({ 'Service-Type': value }), { 'Service-Type': number }, `${value}`)
  }
  assert.equal(expectedAt({ 'Framed-IP-Address': '10.0.0.300' }), { 'Framed-IP-Address': 'an IPv4 address' })
  assert.equal(expectedAt({ 'Filter-Id': 7 }), { 'Filter-Id': text })
  assert.match(expectedAt({ Class: '0xabc' }).Class ?? '', 'pairs of hexadecimal digits')
  assert.match(expectedAt({ Class: 7 }).Class ?? '', 'in quotes')
  assert.match(expectedAt({ 'ACL-Auth-Level': 'admin' })['ACL-Auth-Level'] ?? '', 'ACL-Auth-AdminLevel')
})

test('unknown names are faults, all of them at once', () => {
  const names = [
    'Servise-Type',
    'constructor',
    'Infinity',
    '25',
    '300',
    '',
    'Vendor-0-Attr-1',
    'Vendor-9-Attr-256',
  ]
  const faults = expectedAt(Object.fromEntries(names.map((name) => [name, 'x'])))
  assert.equal(Object.keys(faults).sort(), names.sort())
})

test('attributes that would break the protocol cannot be chosen', () => {
  const names =
    `User-Password CHAP-Password CHAP-Challenge State Proxy-State EAP-Message Message-Authenticator
    Tunnel-Password Vendor-Specific`.split(/\s+/)
  for (const name of names) {
    assert.equal(expectedAt({ [name]: 'x' }), {
      [name]: 'an attribute that may be chosen for an Access-Accept',
    })
  }
})

test.run()
