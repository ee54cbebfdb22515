import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openBranding, usualBranding } from '../../../server/branding/branding.ts'
import { texts } from '../../../server/locales/index.ts'
import { languages } from '../../../server/locales/languages.ts'
import type { MailOrigin } from '../../../server/mail/mailer.ts'
import { qrPng } from '../../../server/mail/qr-png.ts'
import { createRender } from '../../../server/mail/render.ts'
import { noTemplates } from '../../../server/mail/templates.ts'
import { oneUserStore, withFolder } from '../config/folder.ts'
import { alice, codeMail, messageOf, messages, totpSecret, uri } from './samples.ts'

const render = createRender(noTemplates, 'en')
const origin: MailOrigin = {
  portal: 'Shop <b>',
  address: '203.0.113.7',
  device: 'Firefox, Linux',
  at: Date.UTC(2030, 2, 14, 12),
}

test('mail that a stranger may have caused says when, from which device and address, and through which portal', () => {
  for (const kind of ['email-code', 'reset-link', 'notice'] as const) {
    const { text, html } = render(alice, messageOf(kind), origin)
    assert.match(
      text,
      /^Time: March 14, 2030 at .+\nDevice: Firefox, Linux\nAddress: 203\.0\.113\.7\nPortal: Shop <b>$/m,
    )
    assert.match(html, 'Device: <bdi>Firefox, Linux</bdi>')
    assert.match(html, 'Portal: <bdi>Shop &lt;b&gt;</bdi>')
  }
  for (const kind of ['enrolment-link', 'enrolment-qr', 'test'] as const) {
    assert.not.match(render(alice, messageOf(kind), origin).text, 'Firefox')
  }
})

test('what is not known is left out, in every language', () => {
  for (const language of languages) {
    const { time, device, address } = texts[language].mail.details
    const known = render({ ...alice, language }, codeMail, { at: origin.at, address: '203.0.113.7' })
    assert.match(known.text, `${address}: 203.0.113.7`)
    assert.not.match(known.text, `${device}:`)
    assert.not.match(render({ ...alice, language }, codeMail).text, `${time}:`)
  }
})

test('what a browser says of itself begins no line and no tag', () => {
  const { text, html } = render(alice, codeMail, { ...origin, device: 'x\nBcc: <i>' })
  assert.match(text, 'Device: x Bcc: <i>')
  assert.not.match(html, '<i>')
})

test('a code is shown in two halves, and copied and filled in without a space', () => {
  const { text, html } = render(alice, codeMail)
  assert.match(html, '<strong>1234<span style="margin-left:12px">5678</span></strong>')
  assert.match(text, '\n    12345678\n')
})

test('the mail with a QR code has its URI only where that is asked for', () => {
  const withLink = createRender(noTemplates, 'en', { branding: usualBranding, appLink: true })
  const mail = messageOf('enrolment-qr')
  assert.match(withLink(alice, mail).text, uri)
  const { text, html, images } = render(alice, mail)
  assert.not.match(text + html, 'otpauth:')
  assert.not.match(text + html, totpSecret)
  assert.is(images.length, 1)
})

test('mail shows name, logo, accent and support text of the user’s tenant, and of no other', () =>
  withFolder(async (folder, load) => {
    await writeFile(join(folder, 'logo.png'), qrPng('a logo'))
    await writeFile(join(folder, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const { branding: configured } = await load(`
branding: { name: ACME, support: "Help: 100" }
http: {}
policy:
  tenants:
    a.example: { branding: { name: "A & Co", logo: logo.png, accent: "#0b6e69", support: "Help: 200" } }
    b.example: { branding: { logo: logo.svg } }
${oneUserStore}
`)
    const branded = createRender(noTemplates, 'en', {
      branding: await openBranding(configured),
      appLink: false,
    })
    for (const message of messages) {
      const own = branded(alice, message, { at: 0, tenant: 'a.example' })
      assert.match(own.html, '<strong>A &amp; Co</strong>')
      assert.match(own.html, 'src="cid:logo@ringlock"')
      assert.match(own.text, /\n-- \nA & Co\n.*\nHelp: 200\n$/)
      assert.ok(own.images.some(({ contentId }) => contentId === 'logo@ringlock'))
      assert.not.match(own.html + own.text, /Help: 100|ACME|src="(?!cid:)/)
    }
    const reset = messageOf('reset-link')
    assert.match(
      branded(alice, reset, { at: 0, tenant: 'a.example' }).html,
      'background:#0b6e69;color:#ffffff',
    )
    for (const tenant of ['b.example', undefined]) {
      const { html, text, images } = branded(alice, reset, { at: 0, tenant })
      assert.match(html, '<strong>ACME</strong>')
      assert.match(text, 'Help: 100')
      assert.equal([images, html.includes('cid:logo')], [[], false])
    }
  }))

test.run()
