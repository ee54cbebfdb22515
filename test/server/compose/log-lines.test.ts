import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../../server/compose/log.ts'
import { logTo } from '../../../server/compose/log-lines.ts'

function listen(format: 'json' | 'text') {
  const lines: string[] = []
  return { lines, log: createLog('trace', logTo(format, { write: (line: string) => void lines.push(line) })) }
}

test('lines of text begin with the level that journald reads', () => {
  const { log, lines } = listen('text')
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const) log[level]('a message')
  assert.equal(
    lines,
    [2, 3, 4, 6, 7, 7].map((priority) => `<${priority}>a message\n`),
  )
})

test('fields follow the message, and are quoted where they need it', () => {
  const { log, lines } = listen('text')
  log.info({ client: 'office-pbx', user: 'alice smith', milliseconds: 1.5, list: ['a'] }, 'login')
  assert.equal(lines, ['<6>login client=office-pbx user="alice smith" milliseconds=1.5 list=["a"]\n'])
})

test('nothing that was typed begins a line of its own', () => {
  const { log, lines } = listen('text')
  for (const typed of ['a\n<0>b', 'a\r<0>b', 'a\u0085<0>b', 'a\u2028<0>b', 'a\u001b[31mb']) {
    log.warn({ user: typed }, typed)
  }
  assert.is(lines.length, 5)
  for (const line of lines) assert.match(line, /^<4>[^\p{Cc}\p{Zl}\p{Zp}]*\n$/u)
})

test('secrets are hidden in text, too', () => {
  const { log, lines } = listen('text')
  log.info({ password: 'Tr0ub4dor' }, 'hello')
  assert.equal(lines, ['<6>hello password=[hidden]\n'])
})

test('JSON is written as it is', () => {
  const { log, lines } = listen('json')
  log.info('hello')
  assert.is(JSON.parse(lines[0] ?? '').msg, 'hello')
})

test.run()
