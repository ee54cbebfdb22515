import { Registry } from 'prom-client'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Decision } from '../../../server/authentication/login-observer.ts'
import { createLoginMetrics } from '../../../server/compose/login-metrics.ts'

const decision: Decision = {
  channel: 'radius',
  client: 'office-pbx',
  from: '192.0.2.1:4711',
  source: null,
  user: 'alice',
  userKey: 'local:1',
  outcome: 'accept',
  reason: '',
  retryAfter: 0,
}

function open() {
  const registry = new Registry()
  const linesOf = async (name: string) =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(name))
  return { ...createLoginMetrics(registry), registry, linesOf }
}

test('logins are counted by channel, client, outcome and reason', async () => {
  const { decided, linesOf } = open()
  decided(decision, 1)
  decided(decision, 1)
  decided({ ...decision, channel: 'http', client: 'portal', outcome: 'reject', reason: 'code-used' }, 1)
  assert.equal(await linesOf('ringlock_logins_total'), [
    'ringlock_logins_total{channel="radius",client="office-pbx",outcome="accept",reason=""} 2',
    'ringlock_logins_total{channel="http",client="portal",outcome="reject",reason="code-used"} 1',
  ])
})

test('no user, address or source becomes a label, and the number of clients is bounded', async () => {
  const { decided, linesOf } = open()
  for (let i = 0; i < 10_000; i++)
    decided({ ...decision, client: `made-up-${i}`, user: `user-${i}`, from: `${i}`, source: `${i}` }, 1)
  const lines = await linesOf('ringlock_logins_total')
  assert.is(lines.length, 2001)
  assert.is(
    lines.at(-1),
    'ringlock_logins_total{channel="radius",client="other",outcome="accept",reason=""} 8000',
  )
  assert.not.match(lines.join('\n'), 'user-')
})

test('times are cumulative buckets with sum and count', async () => {
  const { took, linesOf } = open()
  for (const milliseconds of [0, 0.25, 3, 20_000]) took('password', milliseconds)
  const lines = await linesOf('ringlock_login_step_seconds')
  for (const line of [
    '_bucket{le="0.00025",step="password"} 2',
    '_bucket{le="0.0025",step="password"} 2',
    '_bucket{le="0.005",step="password"} 3',
    '_bucket{le="10",step="password"} 3',
    '_bucket{le="+Inf",step="password"} 4',
    '_sum{step="password"} 20.00325',
    '_count{step="password"} 4',
  ]) {
    assert.ok(lines.includes(`ringlock_login_step_seconds${line}`), line)
  }
  assert.is(lines.length, 18)
})

test('what was answered at once is counted, but is no time', async () => {
  const { count, linesOf } = open()
  count({ ...decision, outcome: 'reject', reason: 'not-pap' })
  assert.is((await linesOf('ringlock_logins_total')).length, 1)
  assert.equal(await linesOf('ringlock_login_seconds'), [])
})

test('asking twice counts nothing twice', async () => {
  const { decided, registry } = open()
  decided(decision, 1)
  const first = await registry.metrics()
  assert.is(await registry.metrics(), first)
})

test.run()
