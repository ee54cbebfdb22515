import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alertKinds } from '../../../server/alerts/alert.ts'
import { type AlertMessage, createAlerts } from '../../../server/alerts/create-alerts.ts'

function open(
  pauses: { gather: number; quiet: number },
  kinds: readonly (typeof alertKinds)[number][] = alertKinds,
) {
  const messages: AlertMessage[] = []
  const faults: unknown[] = []
  const waiting: (() => void)[] = []
  const world = { fault: null as Error | null }
  const alerts = createAlerts({
    kinds,
    async send(message) {
      if (world.fault !== null) throw world.fault
      messages.push(message)
      for (const wake of waiting.splice(0)) wake()
    },
    onFault(fault) {
      faults.push(fault)
      for (const wake of waiting.splice(0)) wake()
    },
    uptime: () => performance.now(),
    pauses,
  })
  const next = () => new Promise<void>((resolve) => waiting.push(resolve))
  return Object.assign(world, { alerts, messages, faults, next })
}

// The timers of alerts hold no process back.
const awake = setInterval(() => {}, 1000)
test.after(() => clearInterval(awake))

const soon = { gather: 1, quiet: 1 }
const never = { gather: 2 ** 31 - 1, quiet: 2 ** 31 - 1 }

test('what comes together is one message, by kind', async () => {
  const { alerts, messages } = open(never)
  alerts.tell({ kind: 'reset', text: 'alice' })
  alerts.tell({ kind: 'disk', text: 'low' })
  alerts.tell({ kind: 'reset', text: 'bob' })
  alerts.tell(null)
  assert.equal(messages, [])
  await alerts.close()
  assert.equal(messages, [
    {
      subject: 'Ringlock: resets (2), disk (1)',
      lines: ['resets: 2', '- alice', '- bob', 'disk: 1', '- low'],
    },
  ])
})

test('a flood is counted: ten lines of a kind, each once', async () => {
  const { alerts, messages } = open(never)
  for (let i = 0; i < 100_000; i++) alerts.tell({ kind: 'locked-out', text: `user ${i % 50}` })
  await alerts.close()
  assert.is(messages.length, 1)
  assert.is(messages[0]?.subject, 'Ringlock: users locked out (100000)')
  assert.is(messages[0]?.lines.length, 12)
  assert.is(messages[0]?.lines.at(-1), '- and 99990 more, or the same again')
})

test('the first alert is told soon, the next ones after the quiet time', async () => {
  const { alerts, messages, next } = open({ gather: 1, quiet: 2 ** 31 - 1 })
  const first = next()
  alerts.tell({ kind: 'disk', text: 'one' })
  await first
  alerts.tell({ kind: 'disk', text: 'two' })
  assert.is(messages.length, 1)
  await alerts.close()
  assert.equal(
    messages.map(({ lines }) => lines),
    [
      ['disk: 1', '- one'],
      ['disk: 1', '- two'],
    ],
  )
})

test('what could not be sent is part of the next message', async () => {
  const world = open(soon)
  const { alerts, messages, faults, next } = world
  world.fault = new Error('ECONNREFUSED')
  const failed = next()
  alerts.tell({ kind: 'disk', text: 'one' })
  await failed
  world.fault = null
  const sent = next()
  alerts.tell({ kind: 'reset', text: 'two' })
  await sent
  assert.ok(faults.length >= 1)
  assert.equal(messages[0]?.lines, ['disk: 1', '- one', 'resets: 1', '- two'])
  await alerts.close()
})

test('kinds that were not asked for are not told', async () => {
  const { alerts, messages } = open(never, ['disk'])
  alerts.tell({ kind: 'reset', text: 'alice' })
  await alerts.close()
  assert.equal(messages, [])
})

test.run()
