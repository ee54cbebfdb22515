import * as assert from 'uvu/assert'
import { elementSuite } from '../helpers/element-test.ts'
import { type FakeClock, fakeClock } from '../helpers/fake-clock.ts'
import { settled, shownText } from '../helpers/mount.ts'
import { mountHost, type PartHost } from '../helpers/part-host.ts'

const test = elementSuite('countdown')

/** A countdown that has begun, and how often it came to its end. */
interface Started {
  readonly clock: FakeClock
  readonly host: PartHost
  readonly ended: string[]
}

async function withCountdown(seconds: number, prove: (started: Started) => Promise<void>): Promise<void> {
  const clock = fakeClock()
  try {
    const host = await mountHost(({ countdown }) => countdown.render())
    const ended: string[] = []
    host.countdown.start(seconds, () => ended.push('first'))
    await settled(host)
    await prove({ clock, host, ended })
  } finally {
    clock.restore()
  }
}

test('shows minutes and seconds, for the eyes alone, and ends once', () =>
  withCountdown(61, async ({ clock, host, ended }) => {
    assert.is(shownText(host), '1:01')
    assert.ok(host.shadowRoot?.querySelector('[part="panel"] [aria-hidden="true"]'))
    clock.pass(2)
    await settled(host)
    assert.is(shownText(host), '0:59')
    clock.pass(58)
    assert.ok(host.countdown.running)
    assert.equal(ended, [])
    clock.pass(5)
    await settled(host)
    assert.equal(ended, ['first'])
    assert.not.ok(host.countdown.running)
    assert.is(shownText(host), '')
  }))

test('goes by the clock where a page in the background ticks too seldom', () =>
  withCountdown(30, async ({ clock, host, ended }) => {
    const { now } = Date
    Date.now = () => now() + 28_000
    clock.pass(1)
    await settled(host)
    assert.is(shownText(host), '0:01')
    Date.now = () => now() + 60_000
    clock.pass(1)
    assert.equal(ended, ['first'])
  }))

test('does not end when it is stopped, started anew or taken from the page', () =>
  withCountdown(3, async ({ clock, host, ended }) => {
    host.countdown.stop()
    clock.pass(5)
    host.countdown.start(3, () => ended.push('second'))
    host.countdown.start(10, () => ended.push('third'))
    clock.pass(5)
    host.remove()
    clock.pass(10)
    assert.equal(ended, [])
  }))

test.run()
