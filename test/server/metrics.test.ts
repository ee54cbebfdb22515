import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createMetrics } from '../../server/metrics.ts'

test('requests are counted by RadiusClient, outcome and reason', async () => {
  const metrics = createMetrics()
  metrics.radius.count('office-pbx', 'accept', '')
  metrics.radius.count('office-pbx', 'accept', '')
  metrics.radius.count('office-pbx', 'dropped', 'secret-mismatch')
  metrics.radius.count(null, 'dropped', 'unknown-client')
  assert.equal(metrics.radiusRequests(), [
    { client: 'office-pbx', outcome: 'accept', reason: '', count: 2 },
    { client: 'office-pbx', outcome: 'dropped', reason: 'secret-mismatch', count: 1 },
    { client: null, outcome: 'dropped', reason: 'unknown-client', count: 1 },
  ])
  const lines = (await metrics.registry.metrics()).split('\n')
  assert.ok(
    lines.includes('ringlock_radius_requests_total{client="office-pbx",outcome="accept",reason=""} 2'),
  )
  assert.ok(
    lines.includes('ringlock_radius_requests_total{client="",outcome="dropped",reason="unknown-client"} 1'),
  )
})

test('asking twice counts nothing twice', async () => {
  const metrics = createMetrics()
  metrics.radius.sendFailed()
  await metrics.registry.metrics()
  const lines = (await metrics.registry.metrics()).split('\n')
  assert.ok(lines.includes('ringlock_radius_send_failures_total 1'))
})

test('two services in one process count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.radius.count('office-pbx', 'accept', '')
  assert.equal(other.radiusRequests(), [])
  assert.not.match(await other.registry.metrics(), 'office-pbx')
})

test.run()
