import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createUnknownClients, mostRemembered } from '../../../server/radius/unknown-clients.ts'

const minute = 60_000

function world() {
  const lines: { fields: object; message: string }[] = []
  const state = { now: 1_700_000_000_000 }
  const warn = (fields: object, message: string) => lines.push({ fields, message })
  const senders = createUnknownClients({ warn }, () => state.now)
  const told = () => lines.splice(0).map(({ message }) => message.split(' ')[0])
  return Object.assign(state, { senders, lines, told })
}

test('a scanner does not hide the new PBX: each address is told of at once, and again after ten minutes', () => {
  const { senders, lines, told, ...state } = world()
  for (let i = 0; i < 1000; i++) senders.note('198.51.100.66')
  senders.note('192.0.2.10')
  senders.note('192.0.2.10')
  assert.equal(told(), ['198.51.100.66', '192.0.2.10'])
  assert.equal(senders.list(), [
    { address: '192.0.2.10', packets: 2, firstAt: state.now, lastAt: state.now },
    { address: '198.51.100.66', packets: 1000, firstAt: state.now, lastAt: state.now },
  ])
})

test('its next line says how many packets had none', () => {
  const at = world()
  for (const passed of [0, 9 * minute, minute - 1, 1]) {
    at.now += passed
    at.senders.note('192.0.2.10')
  }
  assert.equal(
    at.lines.map(({ fields }) => fields),
    [0, 2].map((heldBack) => ({ client: null, address: '192.0.2.10', cause: 'unknown-client', heldBack })),
  )
})

test('not: forged addresses fill neither memory nor log, and one that goes on sending stays listed', () => {
  const at = world()
  for (let i = 0; i < 100_000; i++) {
    at.senders.note(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    if (i % 50 === 0) at.senders.note('192.0.2.10')
  }
  assert.is(at.senders.list().length, mostRemembered)
  assert.ok(at.senders.list().some(({ address, packets }) => address === '192.0.2.10' && packets === 2000))
  assert.is(at.lines.length, mostRemembered + 1, 'the last one says that there are no more')
  assert.match(at.lines.at(-1)?.message ?? '', /^100 lines about addresses of no RADIUS client/)
  at.lines.length = 0
  at.now += 10 * minute
  at.senders.note('192.0.2.99')
  assert.equal(at.told(), ['192.0.2.99'])
})

test('a clock that was set back silences no address', () => {
  const at = world()
  at.senders.note('192.0.2.10')
  at.now -= 60 * minute
  at.senders.note('192.0.2.10')
  assert.is(at.lines.length, 2)
})

test('an address that was configured since, or is silent for a day, is listed no more', () => {
  const at = world()
  at.senders.note('192.0.2.10')
  at.senders.note('192.0.2.11')
  at.senders.forget((address) => address === '192.0.2.10')
  assert.equal(
    at.senders.list().map(({ address }) => address),
    ['192.0.2.11'],
  )
  at.now += 24 * 60 * minute
  assert.equal(at.senders.list(), [])
})

test.run()
