import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ModuleStanding } from '../../../server/modules/ask-module.ts'
import type { NoReport } from '../../../server/modules/module-report.ts'
import { watchModules } from '../../../server/modules/watch-modules.ts'

const module = { host: 'freepbx', version: '0.1.0', bypassedUntil: null, time: 0, openWays: [] } as const
type Gate = 'on' | 'off' | 'bypassed'

function standing(portal: string, gate: Gate | NoReport): ModuleStanding {
  const report = typeof gate === 'string' ? { ...module, gate } : gate
  return { portal, url: `https://${portal}`, report, clockOffset: typeof gate === 'string' ? 0 : null }
}

/** Questions that the test answers, in the order in which they are asked. */
function questions() {
  const asked: { portal: string; answer: (gate: Gate | NoReport) => void }[] = []
  const waiting: (() => void)[] = []
  return {
    asked,
    ask: ({ name }: { readonly name: string }) =>
      new Promise<ModuleStanding>((resolve) => {
        asked.push({ portal: name, answer: (gate) => resolve(standing(name, gate)) })
        for (const wake of waiting.splice(0)) wake()
      }),
    /** The next question that is not answered yet. */
    async next() {
      while (asked.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      const first = asked.shift()
      if (first === undefined) throw new Error('nothing was asked')
      return first
    },
  }
}

// The watch keeps no process alive, not even this one.
let alive: NodeJS.Timeout
test.before.each(() => {
  alive = setInterval(() => {}, 60_000)
})
test.after.each(() => clearInterval(alive))

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('each module is asked again and again, and what changed is told once', async () => {
  const { ask, next } = questions()
  const notices: string[] = []
  const watch = watchModules([{ name: 'pbx' }], { ask, interval: 1, onNotice: (text) => notices.push(text) })
  assert.equal(watch.standings(), [], 'nothing is known yet')
  const silent = { reason: 'silent', detail: 'connect ECONNREFUSED' } as const
  for (const gate of ['on', 'bypassed', 'bypassed', 'on', silent, 'off', 'on', 'on'] as const) {
    const { answer } = await next()
    answer(gate)
    await settled()
    assert.equal(watch.standings(), [standing('pbx', gate)])
  }
  watch.close()
  assert.equal(notices, [
    'portal pbx: its gate is bypassed, and passwords alone let in',
    'portal pbx: its gate is in force again',
    'portal pbx: its module gives no proof at https://pbx: connect ECONNREFUSED',
    'portal pbx: its gate is in force again',
  ])
})

test('a module that does not answer is asked once at a time, and delays no other', async () => {
  const { ask, next, asked } = questions()
  const watch = watchModules([{ name: 'slow' }, { name: 'quick' }], { ask, interval: 1, onNotice: () => {} })
  const slow = await next()
  assert.is(slow.portal, 'slow')
  for (let i = 0; i < 5; i++) {
    const quick = await next()
    assert.is(quick.portal, 'quick')
    quick.answer('on')
  }
  await settled()
  assert.equal(
    watch.standings().map(({ portal }) => portal),
    ['quick'],
  )
  watch.close()
  slow.answer('off')
  await settled()
  assert.equal(
    watch.standings().map(({ portal }) => portal),
    ['quick'],
    'after the end nothing is learnt',
  )
  assert.ok(asked.length <= 1)
})

test.run()
