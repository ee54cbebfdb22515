import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loaded, oneClient, refusal } from './folder.ts'

const ship = (...receivers: string[]) => `${oneClient}audit: { ship: [${receivers.join(', ')}] }\n`

test('nothing is sent unless it is asked for', async () => {
  assert.equal((await loaded(oneClient)).ship, [])
})

test('syslog over UDP, TCP and TLS, and a webhook with its key', async () => {
  const { ship: read } = await loaded(
    ship(
      '{ name: a, to: "udp://siem:514" }',
      '{ name: b, to: "tcp://192.0.2.1:601", format: cef }',
      '{ name: c, to: "tls://[2001:db8::1]:6514" }',
      '{ name: d, to: "https://hook.example.org/in", key: a-key-of-the-hook }',
    ),
  )
  assert.equal(
    read.map(({ name, to, format, key }) => [name, to, format, key]),
    [
      ['a', 'udp://siem:514', 'json', null],
      ['b', 'tcp://192.0.2.1:601', 'cef', null],
      ['c', 'tls://[2001:db8::1]:6514', 'json', null],
      ['d', 'https://hook.example.org/in', 'json', 'a-key-of-the-hook'],
    ],
  )
})

test('capital letters in a scheme do not take its TLS away', async () => {
  const { ship: read } = await loaded(
    ship('{ name: a, to: "TLS://SIEM.example.org:6514" }', '{ name: b, to: "HTTPS://hook/in", key: k }'),
  )
  assert.equal(
    read.map(({ to }) => to),
    ['tls://siem.example.org:6514', 'https://hook/in'],
  )
})

for (const [what, receiver, expected] of [
  ['no port', '{ name: a, to: "udp://siem" }', 'udp://HOST:PORT'],
  ['a path behind syslog', '{ name: a, to: "tcp://siem:1/x" }', 'udp://HOST:PORT'],
  ['another scheme', '{ name: a, to: "ftp://siem:21" }', 'udp://HOST:PORT'],
  ['a login in the URL', '{ name: a, to: "https://a:b@hook.example.org/", key: k }', 'udp://HOST:PORT'],
  ['plain HTTP to another machine', '{ name: a, to: "http://hook.example.org/", key: k }', 'udp://HOST:PORT'],
  ['a webhook without a key', '{ name: a, to: "https://hook.example.org/" }', 'a key for a webhook'],
  ['syslog with one', '{ name: a, to: "udp://siem:514", key: k }', 'a key for a webhook'],
  ['a name twice', '{ name: a, to: "udp://x:1" }, { name: a, to: "udp://y:1" }', 'no other receiver has'],
] as const) {
  test(`refused: ${what}`, async () => {
    assert.match((await refusal(loaded(ship(receiver)))).message, expected)
  })
}

test('a wrong key is not shown', async () => {
  const { message } = await refusal(loaded(ship('{ name: a, to: "udp://siem:514", key: Tr0ub4dor }')))
  assert.not.match(message, 'Tr0ub4dor')
})

test.run()
