import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loaded, oneClient, refusal } from './folder.ts'

const mail = 'mail: { from: pbx@example.org }\n'
const everything = ['locked-out', 'reset', 'admin-change', 'store-down', 'disk', 'trail-broken']

test('no one is told unless it is asked for; then of everything', async () => {
  assert.is((await loaded(oneClient)).alerts, null)
  assert.equal((await loaded(`${oneClient}${mail}alerts: { mail: ops@example.org }`)).alerts, {
    mail: ['ops@example.org'],
    webhook: null,
    kinds: everything,
  })
})

test('a webhook alone, and some kinds alone', async () => {
  const { alerts } = await loaded(
    `${oneClient}alerts: { webhook: { url: "https://hook.example.org/x", key: a-key-of-the-hook }, on: [disk] }`,
  )
  assert.equal(alerts, {
    mail: [],
    webhook: { url: 'https://hook.example.org/x', key: 'a-key-of-the-hook', ca: null },
    kinds: ['disk'],
  })
})

for (const [what, yaml, expected] of [
  ['neither mail nor webhook', 'alerts: { on: [disk] }', 'mail, webhook, or both'],
  ['mail without a mail server', 'alerts: { mail: ops@example.org }', 'a mail section'],
  ['no mail address', `${mail}alerts: { mail: ops }`, 'a mail address'],
  [
    'a webhook without a key',
    'alerts: { webhook: { url: "https://hook.example.org/" } }',
    'key or keyFile or keyEnv',
  ],
  ['plain HTTP', 'alerts: { webhook: { url: "http://hook.example.org/", key: k } }', 'an https URL'],
  ['another kind', `${mail}alerts: { mail: ops@example.org, on: [lunch] }`, 'locked-out'],
] as const) {
  test(`refused: ${what}`, async () => {
    assert.match((await refusal(loaded(`${oneClient}${yaml}`))).message, expected)
  })
}

test.run()
