import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createTestDoor, wrongPassword } from './door.ts'
import { attribute, login, packet } from './packets.ts'

test('who waits behind a client that sends no Calling-Station-Id is told to the admin, once a minute', async () => {
  const throttled = { outcome: 'reject', reason: 'throttled', retryAfter: 1000 } as const
  const door = createTestDoor({ authenticate: async () => throttled })
  await door.ask(packet({ attributes: [...login(), attribute(31, '4711')] }))
  assert.equal(door.lines, [])
  for (const identifier of [1, 2, 3]) await door.ask(packet({ identifier }))
  assert.is(door.lines.length, 1)
  assert.match(
    door.lines[0]?.message ?? '',
    /^RADIUS client office-pbx \(127\.0\.0\.1\) sends no Calling-Station-Id/,
  )
  const wrong = createTestDoor({ authenticate: async () => wrongPassword })
  await wrong.ask(packet())
  assert.equal(wrong.lines, [])
})

test.run()
