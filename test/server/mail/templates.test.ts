import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MailConfig } from '../../../server/config/load-config.ts'
import { createRender } from '../../../server/mail/render.ts'
import { readMailFiles } from '../../../server/mail/settings.ts'
import { readTemplates } from '../../../server/mail/templates.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { refusal } from '../config/folder.ts'
import { alice, link, mailConfig, messageOf, messages } from './samples.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

async function templatesIn(folder: string, files: Files) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return readTemplates(folder)
}

async function faultsOf(files: Files): Promise<string[]> {
  const { faults } = await withTemporaryFolder((folder) => templatesIn(folder, files))
  return faults.map(({ found, expected }) => `${found} | ${expected}`)
}

test('a file takes the place of our text, the one for the language before the one for all', () =>
  withTemporaryFolder(async (folder) => {
    const { templates, faults } = await templatesIn(folder, {
      'reset-link.de.html': '<p>Hallo {{name}}, <a href="{{ link }}">hier</a>, {{minutes}}</p>',
      'reset-link.html': '<p>{{link}}</p>',
      'reset-link.txt': 'Dear {{name}}: {{link}}',
      'reset-link.subject': 'PBX: {{subject}} ({{name}})\n',
      'README.md': '{{whatever}}',
    })
    assert.equal(faults, [])
    const render = createRender(templates, 'en')
    const reset = messageOf('reset-link')
    const german = render({ ...alice, name: 'A & "B"', language: 'de' }, reset)
    assert.is(german.html, `<p>Hallo A &amp; &quot;B&quot;, <a href="${link}">hier</a>, 10 Minuten</p>`)
    assert.is(german.text, `Dear A & "B": ${link}`)
    assert.is(german.subject, 'PBX: Bestätigung in zwei Schritten zurücksetzen (A & "B")')
    assert.is(render(alice, reset).html, `<p>${link}</p>`)
    assert.match(render(alice, messageOf('test')).text, 'This is a test.')
  }))

test('every placeholder of every message may be used, and is filled', () =>
  withTemporaryFolder(async (folder) => {
    const { templates, faults } = await templatesIn(folder, {
      'email-code.txt': '{{name}}|{{subject}}|{{code}}|{{minutes}}',
      'reset-link.txt': '{{name}}|{{subject}}|{{link}}|{{minutes}}',
      'enrolment-link.txt': '{{name}}|{{subject}}|{{link}}|{{days}}|{{graceEnds}}',
      'enrolment-qr.txt': '{{name}}|{{subject}}|{{link}}|{{days}}|{{graceEnds}}|{{uri}}|{{key}}|{{qr}}',
      'notice.txt': '{{name}}|{{subject}}|{{notice}}|{{advice}}',
      'test.txt': '{{name}}|{{subject}}',
    })
    assert.equal(faults, [])
    const render = createRender(templates, 'en')
    for (const message of messages) {
      const filled = render(alice, message).text.split('|')
      assert.ok(
        filled.every((value) => value !== '' && !value.includes('{{')),
        filled.join('|'),
      )
    }
  }))

test('a value that looks like a placeholder, or like a replacement pattern, stays what it is', () =>
  withTemporaryFolder(async (folder) => {
    const { templates } = await templatesIn(folder, { 'email-code.txt': '{{name}} {{code}}' })
    const { text } = createRender(templates, 'en')(
      { ...alice, name: "{{code}} $& $' $1" },
      messageOf('email-code'),
    )
    assert.is(text, "{{code}} $& $' $1 12345678")
  }))

test('each unknown placeholder, name and unreadable file is a fault', async () => {
  assert.equal(
    await faultsOf({
      'email-code.txt': '{{code}} {{link}} {{link}}',
      'reset-link.xx.html': '{{link}}',
      'reset-lnk.html': '',
      'reset-link.subject': 'your link: {{link}}',
      'enrolment-link.de.txt': 'forgotten',
      'notice.txt': '{{notice} {{',
      'test.de.html': Buffer.from('B\u00fcro', 'latin1'),
    }),
    [
      'email-code.txt: {{link}} | one of {{name}}, {{subject}}, {{code}}, {{minutes}}',
      'enrolment-link.de.txt: no {{link}} | {{link}} somewhere in it',
      'notice.txt: {{ without a name | one of {{name}}, {{subject}}, {{notice}}, {{advice}}',
      'reset-link.subject: {{link}} | one of {{name}}, {{subject}}',
      `reset-link.xx.html | ${names}`,
      `reset-lnk.html | ${names}`,
      'test.de.html: bytes that are not UTF-8 | a text file',
    ],
  )
})

const names =
  'MESSAGE.LANGUAGE.html or MESSAGE.html (or .txt, .subject), a message being email-code, reset-link, enrolment-link, enrolment-qr, notice, test'

test('the start is refused with every fault of the files that the configuration names', () =>
  withTemporaryFolder(async (folder) => {
    const place = (path: string) => ({ file: 'ringlock.yaml', line: 7, column: 3, path })
    await mkdir(join(folder, 'test.html'))
    await writeFile(join(folder, 'ca.pem'), 'no certificate at all')
    const config: MailConfig = {
      ...mailConfig(25, { ca: { path: join(folder, 'ca.pem'), at: place('mail.smtp.ca') } }),
      templates: { path: folder, at: place('mail.templates') },
    }
    const { message } = await refusal(readMailFiles(config))
    assert.is(
      message,
      'ringlock.yaml:7  mail.templates: found test.html: a folder, expected a text file\n' +
        'ringlock.yaml:7  mail.smtp.ca: found no certificate, expected a file with certificates in PEM form (relative to the configuration)',
    )
    const missing = { ...config, templates: { path: join(folder, 'nowhere'), at: place('mail.templates') } }
    assert.match((await refusal(readMailFiles(missing))).message, 'found no folder that can be read')
  }))

test.run()
