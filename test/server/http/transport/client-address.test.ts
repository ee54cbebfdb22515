import type { IncomingMessage } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createClientAddress } from '../../../../server/http/transport/client-address.ts'

const clientOf = (trusted: readonly string[], remoteAddress: string, forwardedFor?: string) => {
  const incoming = {
    socket: { remoteAddress, remotePort: 4711 },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  }
  const { source, from } = createClientAddress(trusted)(incoming as unknown as IncomingMessage)
  return [source, from]
}

test('the client is at the other end of the socket', () => {
  assert.equal(clientOf([], '192.0.2.7'), ['192.0.2.7', '192.0.2.7:4711'])
  assert.equal(clientOf([], '::ffff:192.0.2.7'), ['192.0.2.7', '192.0.2.7:4711'])
  assert.equal(clientOf([], '2001:db8:1:2:3:4:5:6'), ['2001:db8:1:2::/64', '[2001:db8:1:2:3:4:5:6]:4711'])
})

test('what a stranger says of itself is not read', () => {
  assert.equal(clientOf([], '192.0.2.7', '10.0.0.1'), ['192.0.2.7', '192.0.2.7:4711'])
  assert.equal(clientOf(['198.51.100.0/24'], '192.0.2.7', '10.0.0.1'), ['192.0.2.7', '192.0.2.7:4711'])
})

test('behind trusted proxies the last hop that is none of them counts', () => {
  const proxies = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']
  assert.equal(clientOf(proxies, '127.0.0.1', '192.0.2.7'), ['192.0.2.7', '192.0.2.7'])
  assert.equal(clientOf(proxies, '127.0.0.1', '203.0.113.9, 192.0.2.7,10.1.2.3 , 2001:db8::1'), [
    '192.0.2.7',
    '192.0.2.7',
  ])
  assert.equal(clientOf(proxies, '::ffff:127.0.0.1', '192.0.2.7'), ['192.0.2.7', '192.0.2.7'])
})

test('a hop may say its port, as some load balancers do', () => {
  const proxies = ['127.0.0.1', '2001:db8:f::/48']
  for (const hop of ['192.0.2.7:80', '192.0.2.7:65535', '[::ffff:192.0.2.7]:4711', '::ffff:192.0.2.7']) {
    assert.equal(clientOf(proxies, '127.0.0.1', hop), ['192.0.2.7', '192.0.2.7'], hop)
  }
  for (const hop of ['[2001:db8::1]:4711', '[2001:db8::1]', '2001:db8::1', '[2001:db8::1%eth0]:1']) {
    assert.equal(clientOf(proxies, '127.0.0.1', hop), ['2001:db8::/64', '2001:db8::1'], hop)
  }
  const behindAnother = '192.0.2.7:80, [2001:db8:f::1]:443, 127.0.0.1:5000'
  assert.equal(clientOf(proxies, '127.0.0.1', behindAnother), ['192.0.2.7', '192.0.2.7'])
  for (const garbage of [
    '192.0.2.7:',
    '192.0.2.7:http',
    '192.0.2.7:123456',
    '192.0.2.7:80:80',
    '192.0.2:80',
    '192.0.2.256:80',
    '[192.0.2.7]:80',
    '[2001:db8::1',
    '2001:db8::1]:80',
    '[2001:db8::1]80',
    '[]:80',
    ':80',
    'for=192.0.2.7',
    'localhost:80',
  ]) {
    assert.equal(clientOf(proxies, '127.0.0.1', garbage), ['127.0.0.1', '127.0.0.1:4711'], garbage)
  }
})

test('of a long list the last hops are looked at', () => {
  const proxies = ['127.0.0.1', '10.0.0.0/8']
  const behind = (hops: number) => ['192.0.2.7', ...Array(hops).fill('10.0.0.1')].join(', ')
  assert.equal(clientOf(proxies, '127.0.0.1', behind(31)), ['192.0.2.7', '192.0.2.7'])
  assert.equal(clientOf(proxies, '127.0.0.1', behind(2000)), ['10.0.0.1', '10.0.0.1'])
})

test('what is no address ends the list: the proxy before it counts', () => {
  assert.equal(clientOf(['127.0.0.1'], '127.0.0.1'), ['127.0.0.1', '127.0.0.1:4711'])
  for (const header of ['', 'unknown', '192.0.2.7, evil', ' , ,']) {
    assert.equal(clientOf(['127.0.0.1'], '127.0.0.1', header), ['127.0.0.1', '127.0.0.1:4711'], header)
  }
})

test.run()
