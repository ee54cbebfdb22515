import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nearestCidr, parseCidr, parseListen } from '../../../server/config/addresses.ts'
import { parseAddress } from '../../../server/lib/ip-address.ts'

const cidrs: readonly [typed: string, cidr: string | null, nearest: string | null][] = [
  ['127.0.0.1', '127.0.0.1/32', null],
  ['0.0.0.0/0', '0.0.0.0/0', null],
  ['10.0.0.0/8', '10.0.0.0/8', null],
  ['10.0.0.5/8', null, '10.0.0.0/8'],
  ['192.0.2.128/25', '192.0.2.128/25', null],
  ['192.0.2.129/25', null, '192.0.2.128/25'],
  ['::/0', '::/0', null],
  ['::1', '::1/128', null],
  ['1::', '1::/128', null],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8/128', null],
  ['2001:DB8:0:0::/32', '2001:db8::/32', null],
  ['2001:db8::1/32', null, '2001:db8::/32'],
  ['2001:db8::/31', '2001:db8::/31', null],
  ['2001:db9::/31', null, '2001:db8::/31'],
  ['::ffff:192.0.2.7', '192.0.2.7/32', null],
  ['::ffff:c000:207', '192.0.2.7/32', null],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8', null],
  ['::ffff:0:0/96', '0.0.0.0/0', null],
  ['::ffff:0:0/95', null, null],
  ['64:ff9b::192.0.2.7', '64:ff9b::c000:207/128', null],
  ['192.0.2.7/33', null, null],
  ['::1/129', null, null],
  ['192.0.2.7/', null, null],
  ['192.0.2.7/08', null, null],
  ['192.0.2.7/-1', null, null],
  ['192.0.2.7/8/8', null, null],
  ['192.0.2', null, null],
  ['192.0.2.256', null, null],
  ['010.0.0.1', null, null],
  ['fe80::1%eth0', null, null],
  ['[::1]', null, null],
  ['pbx.example.org', null, null],
  ['', null, null],
]

for (const [typed, cidr, nearest] of cidrs) {
  test(`as a CIDR, ${JSON.stringify(typed)} is ${cidr}, nearest ${nearest}`, () => {
    assert.is(parseCidr(typed), cidr)
    assert.is(nearestCidr(typed), nearest)
  })
}

test('a CIDR in its shortest form stays as it is, and every nearest CIDR is one', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 128 }), (host, prefix) => {
      const cidr = parseCidr(`${host}/${prefix}`) ?? nearestCidr(`${host}/${prefix}`)
      // Longer than IPv4 is, or wider than what is mapped of it into IPv6.
      if (cidr === null) return assert.is(parseAddress(host)?.family, 4)
      assert.is(parseCidr(cidr), cidr)
    }),
  )
})

const listens: readonly [typed: string, address: ReturnType<typeof parseListen>][] = [
  ['127.0.0.1:1812', { host: '127.0.0.1', port: 1812, family: 4 }],
  ['0.0.0.0:0', { host: '0.0.0.0', port: 0, family: 4 }],
  ['[::1]:65535', { host: '::1', port: 65_535, family: 6 }],
  ['[0:0::0]:1', { host: '::', port: 1, family: 6 }],
  ['[::ffff:127.0.0.1]:1812', null],
  ['127.0.0.1:65536', null],
  ['127.0.0.1:01812', null],
  ['127.0.0.1:', null],
  ['127.0.0.1', null],
  ['::1:1812', null],
  ['[127.0.0.1]:1812', null],
  ['[fe80::1%eth0]:1812', null],
  ['localhost:1812', null],
  ['*:1812', null],
  [':1812', null],
  ['127.0.0.1:1812 ', null],
]

for (const [typed, address] of listens) {
  test(`as an address to listen on, ${JSON.stringify(typed)} is ${address === null ? 'nothing' : 'one'}`, () => {
    assert.equal(parseListen(typed), address)
  })
}

test.run()
