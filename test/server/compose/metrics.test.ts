import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createMetrics } from '../../../server/compose/metrics.ts'
import type { ModuleStanding } from '../../../server/modules/ask-module.ts'

test('requests are counted by NAS, outcome and reason', async () => {
  const metrics = createMetrics()
  metrics.radius.count('office-pbx', 'accept', '')
  metrics.radius.count('office-pbx', 'accept', '')
  metrics.radius.count('office-pbx', 'dropped', 'secret-mismatch')
  metrics.radius.count(null, 'dropped', 'unknown-client')
  assert.equal(metrics.radiusRequests(), [
    { nas: 'office-pbx', outcome: 'accept', reason: '', count: 2 },
    { nas: 'office-pbx', outcome: 'dropped', reason: 'secret-mismatch', count: 1 },
    { nas: null, outcome: 'dropped', reason: 'unknown-client', count: 1 },
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

test('how the modules in PBXs stand is shown by portal', async () => {
  const metrics = createMetrics()
  assert.not.match(await metrics.registry.metrics(), 'ringlock_module')
  const whole = { host: 'freepbx', version: '0.1.0', bypassedUntil: null, time: 0 } as const
  const way = { what: 'open', remedy: 'close it' }
  const url = 'https://pbx.example.org'
  let standings: ModuleStanding[] = [
    { portal: 'a', url, report: { ...whole, gate: 'on', openWays: [way, way] }, clockOffset: 1500 },
    { portal: 'b', url, report: { ...whole, gate: 'bypassed', openWays: null }, clockOffset: -2000 },
    { portal: 'c', url, report: { reason: 'forged', detail: 'another key' }, clockOffset: null },
  ]
  metrics.watchModules(() => standings)
  const linesOf = async () =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('ringlock_module'))
  assert.equal(await linesOf(), [
    ...['a"} 1', 'b"} 1', 'c"} 0'].map((end) => `ringlock_module_answers{portal="${end}`),
    ...['a"} 1', 'b"} 0', 'c"} 0'].map((end) => `ringlock_module_gate{portal="${end}`),
    'ringlock_module_open_ways{portal="a"} 2',
    'ringlock_module_clock_offset_seconds{portal="a"} 1.5',
    'ringlock_module_clock_offset_seconds{portal="b"} -2',
  ])
  standings = []
  assert.equal(await linesOf(), [], 'no value stays behind')
})

test('mail that waits, went out and was given up is shown', async () => {
  const metrics = createMetrics()
  assert.not.match(await metrics.registry.metrics(), 'mail')
  const status = { queued: 3, oldest: null, sent: 5, failed: 1, lastFailure: null }
  metrics.watchMail(() => status)
  const lines = (await metrics.registry.metrics()).split('\n')
  for (const line of [
    'ringlock_mail_queued 3',
    'ringlock_mails_total{outcome="sent"} 5',
    'ringlock_mails_total{outcome="failed"} 1',
  ]) {
    assert.ok(lines.includes(line), line)
  }
})

test('the room on the disk and the size of the audit log are shown', async () => {
  const metrics = createMetrics()
  let level: 'ok' | 'full' = 'ok'
  metrics.watchDisk(
    async () => ({ level, freeBytes: 123_456 }),
    async () => 789,
  )
  const show = async () => (await metrics.registry.metrics()).split('\n')
  const expected = [
    'ringlock_disk_free_bytes 123456',
    'ringlock_disk_full 0',
    'ringlock_audit_trail_bytes 789',
  ]
  const lines = await show()
  for (const line of expected) assert.ok(lines.includes(line), line)
  level = 'full'
  assert.ok((await show()).includes('ringlock_disk_full 1'))
})

test('HTTP requests are counted by method and status', async () => {
  const metrics = createMetrics()
  metrics.http.count('POST', 200, 1500)
  metrics.http.count('POST', 200, 500)
  metrics.http.count('GET', 404, 0)
  const lines = (await metrics.registry.metrics()).split('\n')
  assert.ok(lines.includes('ringlock_http_requests_total{method="POST",status="200"} 2'))
  assert.ok(lines.includes('ringlock_http_requests_total{method="GET",status="404"} 1'))
  assert.ok(lines.includes('ringlock_http_request_seconds_total 2'))
})

test('two services in one process count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.radius.count('office-pbx', 'accept', '')
  assert.equal(other.radiusRequests(), [])
  assert.not.match(await other.registry.metrics(), 'office-pbx')
})

test.run()
