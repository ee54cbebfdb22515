import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createNasTable, NasTableError } from '../../../server/radius/nas-table.ts'
import { attribute, isSigned, login, packet } from './packets.ts'
import { createTestResponder, officePbx } from './responder.ts'

const nas = (name: string, address: string) => ({
  ...officePbx,
  name,
  address,
  sharedSecret: `secret of ${name}`,
})

function faultsOf(build: () => unknown): readonly string[] {
  try {
    build()
  } catch (error) {
    if (error instanceof NasTableError) return error.faults
    throw error
  }
  return []
}

test('R2: the longest prefix wins, in whatever order they are configured', () => {
  const settings = [
    nas('everybody', '0.0.0.0/0'),
    nas('host', '10.1.2.3'),
    nas('building', '10.1.0.0/16'),
    nas('company', '10.0.0.0/8'),
    nas('ipv6', '2001:db8::/32'),
    nas('ipv6-host', '2001:db8::5'),
  ]
  for (const table of [createNasTable(settings), createNasTable(settings.toReversed())]) {
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

test('R2: IPv4-mapped IPv6 and zone ids find what the address alone finds', () => {
  const table = createNasTable([nas('ipv4', '10.1.2.3'), nas('link', 'fe80::/10')])
  assert.is(table.find('::ffff:10.1.2.3')?.name, 'ipv4')
  assert.is(table.find('::ffff:10.1.2.4'), null)
  assert.is(table.find('fe80::1%eth0')?.name, 'link')
})

test('R2, not: ::/0 lets no IPv4 address in, and 0.0.0.0/0 no IPv6 address', () => {
  assert.is(createNasTable([nas('ipv6', '::/0')]).find('10.1.2.3'), null)
  assert.is(createNasTable([nas('ipv6', '::/0')]).find('::ffff:10.1.2.3'), null)
  assert.is(createNasTable([nas('ipv4', '0.0.0.0/0')]).find('2001:db8::1'), null)
})

test('R2: NAS-IP-Address and NAS-Identifier choose nothing', async () => {
  const settings = [nas('near', '127.0.0.1'), nas('far', '10.0.0.9')]
  const pretends = [attribute(4, Buffer.of(10, 0, 0, 9)), attribute(32, 'far')]
  const signedAs = (name: string) => {
    const sharedSecret = `secret of ${name}`
    return packet({ attributes: [...login({ sharedSecret }), ...pretends], sharedSecret })
  }
  const responder = createTestResponder({ nases: settings })
  assert.is(await responder.ask(signedAs('far')), null)
  const reply = await responder.ask(signedAs('near'))
  assert.ok(reply !== null && isSigned(reply, signedAs('near'), 'secret of near'))
  assert.equal(
    responder.attempts.map(({ askedBy }) => askedBy),
    ['near'],
  )
})

test('R5: an empty shared secret is refused, and so is all else that is wrong, at once', () => {
  const settings = [
    { ...nas('empty', '10.0.0.1'), sharedSecret: '' },
    nas('twin', '10.0.0.2'),
    nas('twin', '10.0.0.3'),
    nas('block', '10.1.0.0/16'),
    nas('same-block', '10.1.2.3/16'),
    nas('lost', 'localhost'),
  ]
  assert.equal(
    faultsOf(() => createNasTable(settings)),
    [
      'RADIUS client empty has an empty shared secret',
      'two RADIUS clients are called twin',
      'RADIUS clients block and same-block have the same address',
      'RADIUS client lost: localhost is neither an address nor a CIDR',
    ],
  )
})

test('R5, not: a shared secret of one letter is weak and works', () => {
  assert.equal(
    faultsOf(() => createNasTable([{ ...nas('weak', '10.0.0.1'), sharedSecret: 'x' }])),
    [],
  )
})

test('forged source addresses fill no memory and push no NAS out', () => {
  const table = createNasTable([nas('host', '10.1.2.3')])
  for (let i = 0; i < 20_000; i++) assert.is(table.find(`11.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), null)
  assert.is(table.find('10.1.2.3')?.name, 'host')
})

test.run()
