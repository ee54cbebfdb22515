import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../../server/compose/log.ts'

function listen(level: Parameters<typeof createLog>[0] = 'trace') {
  const lines: string[] = []
  const log = createLog(level, { write: (line: string) => void lines.push(line) })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') }
}

const needle = 'Tr0ub4dor'

test('a line is one JSON object with level, time and message', () => {
  const { log, lines, last } = listen()
  log.warn({ client: 'office' }, 'hello')
  assert.match(lines[0] ?? '', /^\{.*\}\n$/)
  const { time, ...rest } = last()
  assert.equal(rest, { level: 'warn', client: 'office', msg: 'hello' })
  assert.is(new Date(time).toISOString(), time)
})

test('levels below the configured one are not written, and silent writes nothing', () => {
  const info = listen('info')
  info.log.debug('no')
  info.log.info('yes')
  assert.is(info.lines.length, 1)
  const silent = listen('silent')
  silent.log.fatal('no')
  assert.is(silent.lines.length, 0)
})

const secretNames = [
  'password',
  'PASSWORD',
  'secret',
  'sharedSecret',
  'shared_secret',
  'totpSecret',
  'totp-secret',
  'code',
  'typed',
  'key',
  'challengeState',
]

for (const name of secretNames) {
  test(`the value of ${name} is hidden wherever it stands, at every level`, () => {
    const { log, lines } = listen()
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
      log[level]({ [name]: needle })
      log[level]({ a: { b: [{ c: { [name]: needle } }] } })
      log[level]({ [name]: { inner: needle } })
      log[level]({ [name]: [needle] })
      log[level]({ value: { toJSON: () => ({ [name]: needle }) } })
    }
    assert.is(lines.length, 30)
    assert.not.match(lines.join(''), needle)
    assert.match(lines[0] ?? '', '[hidden]')
  })
}

test('what is no secret is written as it is', () => {
  const { log, last } = listen()
  log.info({ keys: 3, user: { name: 'anna', groups: ['a'] }, secretFile: '/etc/x', absent: null, code: null })
  const { keys, user, secretFile, absent, code } = last()
  assert.equal(
    { keys, user, secretFile, absent, code },
    { keys: 3, user: { name: 'anna', groups: ['a'] }, secretFile: '/etc/x', absent: null, code: null },
  )
})

test('an error is name, message, code, stack and cause, and nothing that hangs on it', () => {
  const { log, lines, last } = listen()
  const cause = Object.assign(new Error('inner'), { config: needle })
  const fault = Object.assign(new TypeError('outer', { cause }), {
    code: 'E_X',
    config: { user: needle },
    sql: needle,
  })
  log.error({ err: fault }, 'failed')
  log.error(fault)
  log.error({ nested: { fault } })
  assert.not.match(lines.join(''), needle)
  assert.is(last().nested.fault.name, 'TypeError')
  const { err, msg } = JSON.parse(lines[0] ?? '')
  assert.is(msg, 'failed')
  assert.equal([err.name, err.message, err.code, err.cause.message], ['TypeError', 'outer', 'E_X', 'inner'])
  assert.match(err.stack, 'log.test.ts')
  assert.is(JSON.parse(lines[1] ?? '').msg, 'outer')
})

test('bytes are shown by their length, and a circle ends', () => {
  const { log, lines, last } = listen()
  const circle: Record<string, unknown> = { bytes: Buffer.from(needle) }
  circle.self = circle
  log.info({ circle })
  assert.not.match(lines[0] ?? '', needle)
  assert.not.match(lines[0] ?? '', Buffer.from(needle).toString('base64'))
  assert.is(last().circle.bytes, '[9 bytes]')
})

test.run()
