import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Decision } from '../../../server/authentication/login-observer.ts'
import { createDecisionLog } from '../../../server/compose/decision-log.ts'
import type { LogLevel } from '../../../server/config/load-config.ts'

const decision: Decision = {
  channel: 'radius',
  client: 'office-pbx',
  from: '192.0.2.1:4711',
  source: 'sip:100',
  user: 'alice',
  userKey: 'local:1',
  outcome: 'reject',
  reason: 'code-wrong',
  retryAfter: 0,
}

function linesOf(decisions: readonly Decision[], level: LogLevel = 'info'): string[] {
  const lines: string[] = []
  const tell = createDecisionLog(level, { write: (line) => void lines.push(line) }, () => 1_700_000_000_000)
  for (const each of decisions) tell(each, 12.3456)
  return lines
}

test('a login is one line of JSON', () => {
  assert.equal(
    linesOf([decision, { ...decision, source: null, userKey: null, reason: '' }]).map((line) =>
      JSON.parse(line),
    ),
    [
      {
        level: 'info',
        time: '2023-11-14T22:13:20.000Z',
        channel: 'radius',
        client: 'office-pbx',
        from: '192.0.2.1:4711',
        source: 'sip:100',
        user: 'alice',
        userKey: 'local:1',
        outcome: 'reject',
        reason: 'code-wrong',
        milliseconds: 12.35,
        msg: 'login',
      },
      {
        level: 'info',
        time: '2023-11-14T22:13:20.000Z',
        channel: 'radius',
        client: 'office-pbx',
        from: '192.0.2.1:4711',
        user: 'alice',
        outcome: 'reject',
        milliseconds: 12.35,
        msg: 'login',
      },
    ],
  )
})

test('above info nothing is written', () => {
  assert.is(linesOf([decision], 'debug').length, 1)
  assert.is(linesOf([decision], 'warn').length, 0)
  assert.is(linesOf([decision], 'silent').length, 0)
})

test('a typed name is cut, and controls neither line nor terminal', () => {
  for (const typed of ['"},\n{"level":"fatal', '\u001b[2J', '\u202eevil', 'x'.repeat(5000)]) {
    const [line = ''] = linesOf([{ ...decision, user: typed, source: typed }])
    assert.match(line, /^\{[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*\}\n$/u)
    assert.is(JSON.parse(line).level, 'info')
    assert.ok(line.length < 700, `${line.length}`)
  }
})

test.run()
