import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { durationMs, durationPattern } from '../../../adapters/option-schemas.ts'
import { pathText, valueAt } from '../../../server/config/path.ts'
import { nearestWord } from '../../../server/config/schema-faults.ts'
import { originOf, parseOrigin, parseProbeUrl, parsePublicUrl } from '../../../server/config/values.ts'

test('durations are milliseconds', () => {
  const texts = ['0s', '30s', '10m', '2h', '7d', '999999d']
  assert.equal(texts.map(durationMs), [0, 30_000, 600_000, 7_200_000, 604_800_000, 86_399_913_600_000])
})

test('nothing else is a duration', () => {
  for (const text of [
    '',
    '7',
    's',
    '7 d',
    '-7d',
    '+7d',
    '07d',
    '1.5h',
    '7D',
    '7w',
    '1000000s',
    '7d ',
    '7d\n',
    '١d',
  ]) {
    assert.not.match(text, durationPattern, text)
    assert.throws(() => durationMs(text), /not a duration/)
  }
})

test('a public URL loses the slash at its end and keeps its path', () => {
  assert.is(parsePublicUrl('https://pbx.example.org/'), 'https://pbx.example.org')
  assert.is(parsePublicUrl('HTTPS://PBX.example.org:443/2fa//'), 'https://pbx.example.org/2fa')
  assert.is(parsePublicUrl('http://[::1]:8080'), 'http://[::1]:8080')
})

test('a public URL carries no login, query or fragment, and is http or https', () => {
  for (const text of [
    'https://user@pbx.example.org',
    'https://:pass@pbx.example.org',
    'https://pbx.example.org/?token=1',
    'https://pbx.example.org/?',
    'https://pbx.example.org/#',
    'ftp://pbx.example.org',
    'javascript:alert(1)',
    'pbx.example.org',
    '//pbx.example.org',
    'https://',
    '',
  ]) {
    assert.is(parsePublicUrl(text), null, text)
  }
})

test('a module is asked over TLS, or on this machine', () => {
  assert.is(
    parseProbeUrl('https://pbx.example.org/admin/config.php'),
    'https://pbx.example.org/admin/config.php',
  )
  for (const host of ['127.0.0.1', '[::1]', 'localhost'])
    assert.is(parseProbeUrl(`http://${host}:81/x.php`), `http://${host}:81/x.php`)
  for (const text of [
    'http://pbx.example.org/admin/config.php',
    'http://127.0.0.1.example.org/',
    'https://admin@pbx.example.org/',
    'https://pbx.example.org/?nonce=1',
    '/admin/config.php',
  ])
    assert.is(parseProbeUrl(text), null, text)
})

test('an origin is what a browser sends', () => {
  for (const text of ['https://portal.example.org', 'http://127.0.0.1:8080', 'http://[::1]:8080']) {
    assert.is(parseOrigin(text), text)
  }
})

test('what a browser would write otherwise is no origin, and its origin is known', () => {
  assert.is(originOf('https://Portal.example.org/'), 'https://portal.example.org')
  assert.is(originOf('https://portal.example.org:443'), 'https://portal.example.org')
  for (const text of [
    'https://Portal.example.org',
    'https://portal.example.org/',
    'https://portal.example.org:443',
  ]) {
    assert.is(parseOrigin(text), null, text)
  }
})

test('wildcards, null and other schemes have no origin at all', () => {
  for (const text of ['*', 'https://*', 'https://*.example.org', 'null', 'file:///x', 'app://portal', '']) {
    assert.is(originOf(text), null, text)
    assert.is(parseOrigin(text), null, text)
  }
})

test('paths are written as people write them', () => {
  assert.is(pathText([]), '')
  assert.is(pathText(['radius', 'clients', 0, 'secret']), 'radius.clients[0].secret')
  assert.is(pathText(['policy', 'groups', 'night "shift"']), 'policy.groups["night \\"shift\\""]')
})

test('what objects inherit does not stand at any path', () => {
  assert.is(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b']), 1)
  assert.is(valueAt({ a: 'text' }, ['a', 'length']), undefined)
  assert.is(valueAt({ a: {} }, ['a', 'toString']), undefined)
  assert.is(valueAt(null, ['a']), undefined)
})

test('a slip or two away, a word is recognised', () => {
  const words = ['secretEnv', 'secretFile', 'secret', 'separator', 'name']
  for (const [typed, word] of [
    ['secrt', 'secret'],
    ['SECRETFILE', 'secretFile'],
    ['secretFiel', 'secretFile'],
    ['seperator', 'separator'],
    ['nam', 'name'],
    ['ame', 'name'],
    ['names', 'name'],
    ['xname', 'name'],
    ['xame', 'name'],
    ['namx', 'name'],
    ['nbme', 'name'],
    ['nbmf', null],
    ['nmae', null],
    ['xxname', 'name'],
    ['xxnam', null],
    ['na', null],
    ['x', null],
    ['', null],
    ['password', null],
  ] as const) {
    assert.is(nearestWord(typed, words), word, typed)
  }
})

test('of several words the nearest is taken', () => {
  assert.is(nearestWord('secretE', ['secretEnv', 'secret']), 'secret')
  assert.is(nearestWord('secretEn', ['secret', 'secretEnv']), 'secretEnv')
})

test.run()
