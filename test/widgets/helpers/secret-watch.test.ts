import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SecretWatch, secretWatch } from './secret-watch.ts'

const test = suite<{ watch: SecretWatch }>('secret watch')
const secret = 'JBSWY3DPEHPK3PXP'

test.before.each((context) => {
  context.watch = secretWatch()
})
test.after.each(({ watch }) => {
  watch.stop()
  document.body.replaceChildren()
  localStorage.clear()
})

const leaks: Record<string, () => void> = {
  'an attribute': () => document.body.append(Object.assign(document.createElement('p'), { title: secret })),
  'an aria-label in a shadow root': () => {
    const host = document.createElement('div')
    host.attachShadow({ mode: 'open' }).innerHTML = `<i aria-label="key ${secret}"></i>`
    document.body.append(host)
  },
  'an event': () =>
    void document.body.dispatchEvent(new CustomEvent('ringlock-test', { detail: { inner: { secret } } })),
  'a property of an event': () =>
    void document.body.dispatchEvent(Object.assign(new Event('ringlock-test'), { secret })),
  storage: () => localStorage.setItem('key', secret),
  'the log': () => console.warn('seen', { secret }),
}

for (const [place, leak] of Object.entries(leaks)) {
  test(`a secret in ${place} is found`, ({ watch }) => {
    leak()
    assert.is(watch.find(secret).length, 1)
  })
}

test('a secret that is shown as text or typed into a field is not a leak', ({ watch }) => {
  const input = document.createElement('input')
  input.value = secret
  document.body.append(secret, input)
  watch.expectKept(secret)
})

test.run()
