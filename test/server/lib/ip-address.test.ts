import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress, parseRange } from '../../../server/lib/ip-address.ts'

test('IPv4 and IPv6 in all their spellings', () => {
  assert.equal(parseAddress('10.1.2.3'), { family: 4, value: 0x0a010203n })
  assert.equal(parseAddress('::'), { family: 6, value: 0n })
  assert.equal(parseAddress('::1'), { family: 6, value: 1n })
  const documentation = { family: 6, value: 0x20010db8000000000000000000000001n }
  for (const text of ['2001:db8::1', '2001:0DB8:0:0::1', '2001:db8:0:0:0:0:0:1', '2001:db8::0.0.0.1']) {
    assert.equal(parseAddress(text), documentation, text)
  }
  assert.equal(parseAddress('1::'), { family: 6, value: 1n << 112n })
})

test('R2: IPv4-mapped IPv6 is IPv4, in every spelling', () => {
  for (const text of ['::ffff:10.1.2.3', '::FFFF:a01:203', '0:0:0:0:0:ffff:10.1.2.3']) {
    assert.equal(parseAddress(text), { family: 4, value: 0x0a010203n }, text)
  }
})

test('R2, not: other IPv6 addresses that end like an IPv4 address', () => {
  for (const text of ['::10.1.2.3', '64:ff9b::10.1.2.3', '::fffe:10.1.2.3']) {
    assert.is(parseAddress(text)?.family, 6, text)
  }
})

test('a zone id is not part of the address', () => {
  assert.equal(parseAddress('fe80::1%eth0'), parseAddress('fe80::1'))
})

test('what is no address is none', () => {
  for (const text of [
    '',
    'localhost',
    '10.1.2',
    '10.1.2.256',
    '010.1.2.3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '10.0.0.0/8',
    '%',
  ]) {
    assert.is(parseAddress(text), null, text)
  }
})

test('ranges lose the bits behind their prefix', () => {
  assert.equal(parseRange('10.1.2.3'), { family: 4, value: 0x0a010203n, prefixLength: 32 })
  assert.equal(parseRange('10.1.2.3/8'), { family: 4, value: 0x0a000000n, prefixLength: 8 })
  assert.equal(parseRange('0.0.0.0/0'), { family: 4, value: 0n, prefixLength: 0 })
  assert.equal(parseRange('::1'), { family: 6, value: 1n, prefixLength: 128 })
  assert.equal(parseRange('2001:db8::1/32'), { family: 6, value: 0x20010db8n << 96n, prefixLength: 32 })
  assert.equal(parseRange('::ffff:10.1.2.3/104'), { family: 4, value: 0x0a000000n, prefixLength: 8 })
})

test('what is no range is none', () => {
  for (const text of [
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '::/129',
    '::ffff:10.0.0.0/90',
    '1/2',
    '::1/8/8',
  ]) {
    assert.is(parseRange(text), null, text)
  }
})

test.run()
