import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cefLine } from '../../../server/shipping/cef.ts'
import { syslogMessage } from '../../../server/shipping/syslog-message.ts'

const at = '2026-12-01T08:00:00.000Z'
const line = `{"seq":7,"at":"${at}","event":"login","outcome":"reject","reason":"code-used","login":"alice","userKey":"local:1","door":"radius","askedBy":"office-pbx","from":"192.0.2.1:4711","mac":"k.0"}`
const from = { host: 'pbx 1.example', version: '1.2.3' }

test('RFC 5424: a refused login is a warning of authpriv, and the line follows as it stands', () => {
  assert.is(syslogMessage(line, 'json', from), `<84>1 ${at} pbx1.example ringlock - login - ${line}`)
})

test('severities follow the outcome', () => {
  const priorityOf = (outcome: string) =>
    /^<(\d+)>/.exec(syslogMessage(line.replace('"reject"', `"${outcome}"`), 'json', from))?.[1]
  assert.equal(['accept', 'challenge', 'done', 'reject', 'refused', 'unavailable'].map(priorityOf), [
    ...['86', '86', '85'],
    ...['84', '84', '84'],
  ])
})

test('CEF has the event in its fields', () => {
  assert.is(
    syslogMessage(line, 'cef', from).slice(`<84>1 ${at} pbx1.example ringlock - login - `.length),
    'CEF:0|Ringlock|Ringlock|1.2.3|login|login reject|6|rt=1796112000000 externalId=7 outcome=reject reason=code-used suser=alice suid=local:1 src=192.0.2.1 spt=4711 app=radius cs1Label=client cs1=office-pbx',
  )
})

test('CEF: what was typed begins no field, no value and no line', () => {
  const typed = 'a|b=c\\d\r\nCEF:0|x\u2028e'
  const event = { at, event: 'login', outcome: 'reject', door: 'http', login: typed, askedBy: typed } as const
  assert.is(
    cefLine(event, '1'),
    'CEF:0|Ringlock|Ringlock|1|login|login reject|6|rt=1796112000000 outcome=reject suser=a|b\\=c\\\\d CEF:0|x e app=http cs1Label=client cs1=a|b\\=c\\\\d CEF:0|x e',
  )
  const named = { at, event: 'a|b\\c', outcome: 'done', door: 'cli' } as const
  assert.match(
    cefLine(named, '1|2'),
    /^CEF:0\|Ringlock\|Ringlock\|1\\\|2\|a\\\|b\\\\c\|a\\\|b\\\\c done\|3\|/,
  )
})

test('IPv6 addresses lose their brackets, and what is no address is left out', () => {
  const event = { at, event: 'login', outcome: 'accept', door: 'http' } as const
  assert.match(cefLine({ ...event, from: '[2001:db8::1]:80' }, '1'), 'src=2001:db8::1 spt=80 app')
  assert.match(cefLine({ ...event, from: '192.0.2.1' }, '1'), 'src=192.0.2.1 app')
  assert.not.match(cefLine({ ...event, from: 'local' }, '1'), 'src=')
})

test.run()
