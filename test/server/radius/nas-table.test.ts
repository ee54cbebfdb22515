import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ClientTableError, createClientTable } from '../../../server/radius/nas-table.ts'
import { createTestDoor, officePbx } from './door.ts'
import { attribute, isSigned, login, packet } from './packets.ts'

const client = (name: string, address: string) => ({
  ...officePbx,
  name,
  address,
  sharedSecret: `secret of ${name}`,
})

function faultsOf(build: () => unknown): readonly string[] {
  try {
    build()
  } catch (error) {
    if (error instanceof ClientTableError) return error.faults
    throw error
  }
  return []
}

test('MUST 2: the longest prefix wins, in whatever order they are configured', () => {
  const settings = [
    client('everybody', '0.0.0.0/0'),
    client('host', '10.1.2.3'),
    client('building', '10.1.0.0/16'),
    client('company', '10.0.0.0/8'),
    client('ipv6', '2001:db8::/32'),
    client('ipv6-host', '2001:db8::5'),
  ]
  for (const table of [createClientTable(settings), createClientTable(settings.toReversed())]) {
    const nameFor = (address: string) => table.find(address)?.name ?? null
    assert.is(nameFor('10.1.2.3'), 'host')
    assert.is(nameFor('10.1.2.4'), 'building')
    assert.is(nameFor('10.2.2.4'), 'company')
    assert.is(nameFor('11.0.0.1'), 'everybody')
    assert.is(nameFor('2001:db8::5'), 'ipv6-host')
    assert.is(nameFor('2001:db8:ffff::5'), 'ipv6')
    assert.is(nameFor('2001:db9::5'), null)
  }
})

test('MUST 2: IPv4-mapped IPv6 and zone ids find what the address alone finds', () => {
  const table = createClientTable([client('ipv4', '10.1.2.3'), client('link', 'fe80::/10')])
  assert.is(table.find('::ffff:10.1.2.3')?.name, 'ipv4')
  assert.is(table.find('::ffff:10.1.2.4'), null)
  assert.is(table.find('fe80::1%eth0')?.name, 'link')
})

test('MUST 2, not: ::/0 lets no IPv4 address in, and 0.0.0.0/0 no IPv6 address', () => {
  assert.is(createClientTable([client('ipv6', '::/0')]).find('10.1.2.3'), null)
  assert.is(createClientTable([client('ipv6', '::/0')]).find('::ffff:10.1.2.3'), null)
  assert.is(createClientTable([client('ipv4', '0.0.0.0/0')]).find('2001:db8::1'), null)
})

test('MUST 2: NAS-IP-Address and NAS-Identifier choose nothing', async () => {
  const settings = [client('near', '127.0.0.1'), client('far', '10.0.0.9')]
  const pretends = [attribute(4, Buffer.of(10, 0, 0, 9)), attribute(32, 'far')]
  const signedAs = (name: string) => {
    const sharedSecret = `secret of ${name}`
    return packet({ attributes: [...login({ sharedSecret }), ...pretends], sharedSecret })
  }
  const door = createTestDoor({ clients: settings })
  assert.is(await door.ask(signedAs('far')), null)
  const reply = await door.ask(signedAs('near'))
  assert.ok(reply !== null && isSigned(reply, signedAs('near'), 'secret of near'))
  assert.equal(
    door.attempts.map(({ askedBy }) => askedBy),
    ['near'],
  )
})

test('MUST 5: an empty shared secret is refused, and so is all else that is wrong, at once', () => {
  const settings = [
    { ...client('empty', '10.0.0.1'), sharedSecret: '' },
    client('twin', '10.0.0.2'),
    client('twin', '10.0.0.3'),
    client('block', '10.1.0.0/16'),
    client('same-block', '10.1.2.3/16'),
    client('lost', 'localhost'),
  ]
  assert.equal(
    faultsOf(() => createClientTable(settings)),
    [
      'RADIUS client empty has an empty shared secret',
      'two RADIUS clients are called twin',
      'RADIUS clients block and same-block have the same address',
      'RADIUS client lost: localhost is neither an address nor a CIDR',
    ],
  )
})

test('MUST 5, not: a shared secret of one letter is weak and works', () => {
  assert.equal(
    faultsOf(() => createClientTable([{ ...client('weak', '10.0.0.1'), sharedSecret: 'x' }])),
    [],
  )
})

test('made-up source addresses fill no memory and push nobody out', () => {
  const table = createClientTable([client('host', '10.1.2.3')])
  for (let i = 0; i < 20_000; i++) assert.is(table.find(`11.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), null)
  assert.is(table.find('10.1.2.3')?.name, 'host')
})

test.run()
