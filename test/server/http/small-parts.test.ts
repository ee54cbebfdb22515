import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readCookies } from '../../../server/http/api/identify.ts'
import { challengeText, readChallenge } from '../../../server/http/login/challenge-text.ts'
import { deviceName } from '../../../server/http/login/device-cookies.ts'
import { html } from '../../../server/http/pages/html.ts'

test('a challenge is read as it was written, and no other way', () => {
  for (const login of ['alice', 'älïcë@example.org', 'x'.repeat(320), '.']) {
    for (const userKey of ['local:1', 'corp:ÄÖ.@', `x:${'y'.repeat(510)}`]) {
      const challenge = { challengeState: 'abc-_123', login, userKey }
      assert.equal(readChallenge(challengeText(challenge)), challenge)
    }
  }
  for (const text of [
    '',
    '.',
    'abc',
    'abc.',
    '.YQ',
    'abc.Y',
    'abc.YQ.',
    'abc..YQ',
    '.YQ.YQ',
    'abc.YQ.YQ==',
    'abc.Y.YQ',
    'abc.YQ.YR',
    'a.b.c.d',
    'abc.YQ.YQ.YQ',
    'abc._w.YQ',
    'abc.YQ.YQ ',
  ]) {
    assert.is(readChallenge(text), null, text)
  }
  assert.equal(readChallenge('abc.YQ'), { challengeState: 'abc', login: 'a' }, 'as versions before wrote it')
  const good = { challengeState: 'a', login: 'x', userKey: 'a:1' }
  for (const tooLong of [{ login: 'x'.repeat(321) }, { userKey: 'x'.repeat(513) }]) {
    assert.is(readChallenge(challengeText({ ...good, ...tooLong })), null)
  }
})

test('cookies are told apart, and the first of a name counts', () => {
  assert.equal(
    [...readCookies('a=1; b=2=3;c = 4; a=5; d')],
    [
      ['a', '1'],
      ['b', '2=3'],
      ['c ', ' 4'],
      ['d', ''],
    ],
  )
  assert.is(readCookies(undefined).size, 0)
})

test('browsers and systems have the names that users know', () => {
  const names: Readonly<Record<string, string>> = {
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0':
      'Edge, Windows',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15':
      'Safari, macOS',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1':
      'Chrome, iOS',
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36':
      'Chrome, Android',
    'curl/8.14.1': 'Browser',
    '<script>': 'Browser',
  }
  for (const [userAgent, name] of Object.entries(names)) assert.is(deviceName(userAgent), name)
  assert.is(deviceName(null), 'Browser')
})

test('what stands in a page is escaped once', () => {
  const name = `<b>"'&`
  assert.is(
    html`<p title="${name}">${name}${null}${7}</p>`.html,
    '<p title="&lt;b&gt;&quot;&#39;&amp;">&lt;b&gt;&quot;&#39;&amp;7</p>',
  )
  assert.is(html`${['<', '>'].map((each) => html`<i>${each}</i>`)}`.html, '<i>&lt;</i><i>&gt;</i>')
})

test.run()
