import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createRender } from '../../../server/mail/render.ts'
import { noTemplates } from '../../../server/mail/templates.ts'

test('an alert is in English, names its host, and shows what was typed as text', () => {
  const render = createRender(noTemplates, 'de')
  const lines = ['resets: 1', '- enrolment.reset of "<b>alice</b>"']
  const to = { address: 'ops@example.org', name: '', language: 'en' }
  const { subject, text, html } = render(to, {
    kind: 'alert',
    host: 'pbx',
    subject: 'Ringlock: resets (1)',
    lines,
  })
  assert.is(subject, 'Ringlock: resets (1) [pbx]')
  for (const line of lines) assert.ok(text.includes(line), line)
  assert.match(html, '&lt;b&gt;alice')
  assert.not.match(html, '<b>alice')
})

test.run()
