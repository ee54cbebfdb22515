import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { languages } from '../../server/locales/languages.ts'
import { openMailer } from '../server/mail/mailer-world.ts'
import { alice, mailConfig, messageOf, testMail, uri } from '../server/mail/samples.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { makeCertificates } from './certificates.ts'
import { peerTest } from './peers.ts'
import { startPostfix } from './postfix.ts'
import { run } from './processes.ts'

const at = { file: 'ringlock.yaml', line: 1, column: 1, path: 'mail.smtp.ca' }

peerTest(
  'Postfix takes mail over STARTTLS in every language, and zbarimg reads the QR code that arrived',
  { needs: ['postfix', 'openssl', 'zbarimg'] },
  () =>
    withTemporaryFolder(async (folder) => {
      const made = await makeCertificates(folder)
      const postfix = await startPostfix(made)
      try {
        const config = mailConfig(postfix.port, { security: 'starttls', ca: { path: made.ca, at } })
        const { mailer, logged, close } = await openMailer(folder, config)
        for (const language of languages) {
          assert.is(await mailer.send({ ...alice, language }, messageOf('enrolment-qr'), null), 'queued')
        }
        const mails = await Promise.all(
          (await postfix.delivered(languages.length)).map((raw) => simpleParser(raw)),
        )
        await logged('a mail was sent', languages.length)
        assert.is(new Set(mails.map(({ subject }) => subject)).size, languages.length)
        for (const { attachments, text } of mails) {
          const [image] = attachments
          assert.is(image?.contentType, 'image/png')
          assert.is(image?.related, true)
          const file = join(folder, 'qr.png')
          await writeFile(file, image?.content ?? '')
          const read = await run('zbarimg', ['--quiet', '--raw', file])
          assert.is(read.stdout.trim(), uri)
          assert.match(text ?? '', 'GEZD GNBV GY3T QOJQ')
        }
        const stranger = await mailer.sendNow({ ...alice, address: 'stranger@example.test' }, testMail)
        assert.is(stranger.delivered, false)
        assert.match(stranger.answer, /^550 5\.1\.1 .*User unknown/)
        await close()

        const plain = await openMailer(folder, mailConfig(postfix.port))
        const refused = await plain.mailer.sendNow(alice, testMail)
        assert.match(refused.answer, /^530 5\.7\.0 Must issue a STARTTLS command first/)
        await plain.close()
      } finally {
        await postfix.stop()
      }
    }),
)

test.run()
