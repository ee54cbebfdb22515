import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { usualBranding } from '../../../server/branding/branding.ts'
import { escapeHtml } from '../../../server/lib/escape-html.ts'
import { durationText, languageFor, languages, timeText } from '../../../server/locales/languages.ts'
import type { Message } from '../../../server/mail/mailer.ts'
import { createOutbox } from '../../../server/mail/outbox.ts'
import { createRender } from '../../../server/mail/render.ts'
import { noTemplates } from '../../../server/mail/templates.ts'
import { alice, codeMail, copied, link, messageOf, messages, testMail, uri } from './samples.ts'

const render = createRender(noTemplates, 'en', { branding: usualBranding, appLink: true })

/** What must be found in a mail whatever its language. */
function expectedIn(message: Message, language: (typeof languages)[number]): string[] {
  switch (message.kind) {
    case 'email-code':
      return [message.code, durationText(5, 'minute', language)]
    case 'reset-link':
      return [message.link, durationText(10, 'minute', language)]
    case 'enrolment-link':
    case 'enrolment-qr':
      return [message.link, durationText(3, 'day', language), timeText(message.graceEnds ?? 0, language)]
    default:
      return []
  }
}

test('every message in every language says all it has to, in text and in HTML', () => {
  const subjects = new Set<string>()
  for (const language of languages) {
    for (const message of messages) {
      const { subject, text, html } = render({ ...alice, language }, message)
      const label = `${language} ${JSON.stringify(message)}`
      for (const expected of ['Alice Änderung', ...expectedIn(message, language)]) {
        assert.ok(text.includes(expected), `${label}: no ${expected} in the text`)
        assert.ok(copied(html).includes(escapeHtml(expected)), `${label}: no ${expected} in the HTML`)
      }
      assert.not.match(text + html + subject, /undefined|\bnull\b|\{\{|\[object|NaN/, label)
      assert.ok(subject.length > 3, label)
      assert.not.match(subject, /12345678|token|Alice/, label)
      subjects.add(`${language} ${subject}`)
      const direction = language === 'ar' ? 'rtl' : 'ltr'
      assert.match(html, `<html lang="${language}" dir="${direction}">`)
    }
  }
  // The two mails of enrolment share theirs, and so do the two of each notice.
  assert.is(subjects.size, languages.length * 13)
})

test('nothing in a mail is loaded from anywhere, and nothing runs', () => {
  for (const message of messages) {
    const { html } = render(alice, message)
    assert.not.match(html, /<script|<link|url\(|@import|<iframe|src="(?!cid:)/)
    for (const [, target] of html.matchAll(/href="([^"]*)"/g)) {
      assert.ok([escapeHtml(link), escapeHtml(uri)].includes(target ?? ''), target)
    }
  }
})

test('the QR code comes with its mail alone, and its key is there in groups of four', () => {
  for (const message of messages) {
    const { images, html, text } = render(alice, message)
    if (message.kind !== 'enrolment-qr') {
      assert.is(images.length, 0)
      continue
    }
    const [image] = images
    assert.is(images.length, 1)
    assert.equal([...(image?.png.subarray(0, 8) ?? [])], [137, 80, 78, 71, 13, 10, 26, 10])
    assert.match(html, `src="cid:${image?.contentId}"`)
    for (const body of [text, html]) assert.match(body, 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
    assert.match(text, uri)
    assert.match(text, '[qr-code.png]')
    assert.is(image?.fileName, 'qr-code.png')
  }
})

test('the language is the user’s, or else the configured one', () => {
  assert.is(languageFor('pt-BR', 'en'), 'pt')
  assert.is(languageFor('zh_Hant', 'en'), 'zh')
  assert.is(languageFor(' DE ', 'en'), 'de')
  assert.is(languageFor('tlh', 'fr'), 'fr')
  assert.is(languageFor('', 'fr'), 'fr')
  assert.is(languageFor(null, 'ja'), 'ja')
  const inDutch = createRender(noTemplates, 'nl')
  assert.is(inDutch(alice, codeMail).subject, 'Uw aanmeldcode')
  assert.is(inDutch({ ...alice, language: 'it-CH' }, codeMail).subject, 'Il Suo codice di accesso')
})

test('no name begins a header or a line of its own, reads backwards, or is HTML', () => {
  const name = 'Eve\r\nBcc: all@example.test\u0000\u2028\u202eevil <b>"&'
  const { to, html, text } = render({ ...alice, name }, testMail)
  assert.is(to.name, 'Eve Bcc: all@example.test evil <b>"&')
  assert.not.match(text, /^Bcc/m)
  assert.not.match(html, '<b>')
  assert.match(html, '&lt;b&gt;&quot;&amp;')
  assert.is([...render({ ...alice, name: 'x'.repeat(5000) }, testMail).to.name].length, 120)
})

test('a mail to no one by name begins without a greeting', () => {
  const { text } = render({ ...alice, name: '' }, testMail)
  assert.ok(text.startsWith('This is a test.'))
})

test('where nothing presses, no date is told', () => {
  const pressing = messageOf('enrolment-link')
  if (pressing.kind !== 'enrolment-link') throw new Error('another message')
  assert.match(render(alice, pressing).text, 'March 14, 2030')
  const { text, html } = render(alice, { ...pressing, graceEnds: null })
  assert.not.match(text + html, '2030')
  assert.not.match(text, '\n\n\n')
})

test('the outbox keeps the last fifty mails, newest first', async () => {
  const outbox = createOutbox({ clock: () => 5, language: 'de' })
  for (let i = 0; i < 51; i++) {
    assert.is(await outbox.send({ ...alice, name: `user ${i}` }, codeMail, null), 'queued')
  }
  assert.is(outbox.mails().length, 50)
  assert.is(outbox.mails()[0]?.to.name, 'user 50')
  assert.is(outbox.mails()[49]?.to.name, 'user 1')
  assert.is(outbox.mails()[0]?.subject, 'Ihr Anmeldecode')
  assert.is(outbox.mails()[0]?.at, 5)
  assert.is(new Set(outbox.mails().map(({ id }) => id)).size, 50)
  assert.equal(outbox.status(), { queued: 0, oldest: null, sent: 51, failed: 0, lastFailure: null })
})

test.run()
