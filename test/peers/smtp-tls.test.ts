import { readFile } from 'node:fs/promises'
import type { SMTPServerOptions } from 'smtp-server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MailConfig } from '../../server/config/load-config.ts'
import { type MailServer, startMailServer, startRawServer } from '../server/mail/mail-server.ts'
import { openMailer } from '../server/mail/mailer-world.ts'
import { alice, codeMail, mailConfig, testMail } from '../server/mail/samples.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { peerTest } from './peers.ts'

const needs = { needs: ['openssl'] } as const
const at = { file: 'ringlock.yaml', line: 1, column: 1, path: 'mail.smtp.ca' }
const login = { user: 'ringlock', password: 'hush-äöü' }

async function startTlsServer(
  { key, certificate }: Certificates,
  options: SMTPServerOptions,
): Promise<MailServer> {
  return startMailServer({
    disabledCommands: [],
    authOptional: false,
    key: await readFile(key),
    cert: await readFile(certificate),
    onAuth: ({ username, password }, _, done) =>
      password === login.password ? done(null, { user: username }) : done(new Error('wrong')),
    ...options,
  })
}

/** What `sendNow` says, with these settings. */
async function trySending(folder: string, port: number, smtp: Partial<MailConfig['smtp']>) {
  const { mailer, close } = await openMailer(folder, mailConfig(port, smtp))
  try {
    return await mailer.sendNow(alice, testMail)
  } finally {
    await close()
  }
}

peerTest('STARTTLS and TLS carry login and mail to a server whose certificate is trusted', needs, () =>
  withTemporaryFolder(async (folder) => {
    const made = await makeCertificates(folder)
    for (const security of ['starttls', 'tls'] as const) {
      const server = await startTlsServer(made, { secure: security === 'tls' })
      const smtp = { security, login, ca: { path: made.ca, at } }
      const { mailer, logged, close } = await openMailer(folder, mailConfig(server.port, smtp))
      await mailer.send(alice, codeMail, null)
      const [mail] = await server.received(1)
      assert.is(mail?.secure, true)
      assert.is(mail?.user, login.user)
      assert.match(mail?.parsed.text ?? '', '12345678')
      await logged('a mail was sent')
      await close()
      await server.close()
    }
  }),
)

peerTest('a certificate that no one trusted vouches for, or of another name, gets no mail', needs, () =>
  withTemporaryFolder(async (folder) => {
    const made = await makeCertificates(folder)
    for (const security of ['starttls', 'tls'] as const) {
      const server = await startTlsServer(made, { secure: security === 'tls' })
      const { delivered, answer } = await trySending(folder, server.port, { security, login })
      assert.is(delivered, false)
      assert.match(answer, /certificate/)
      assert.equal(server.mails, [])
      await server.close()
    }
    const other = await makeCertificates(folder, 'mail.example.test')
    const server = await startTlsServer(other, {})
    const ca = { path: other.ca, at }
    const { answer } = await trySending(folder, server.port, { security: 'starttls', login, ca })
    assert.match(answer, /does not match certificate/)
    assert.equal(server.mails, [])
    await server.close()
  }),
)

test('where STARTTLS is wanted nothing is said in the clear: not offered, refused, or answered in the clear', async () => {
  const answers = {
    'not offered': { ehlo: '250 plain.test\r\n', starttls: '502 no\r\n' },
    refused: { ehlo: '250-plain.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n', starttls: '454 not now\r\n' },
    'in the clear': {
      ehlo: '250-plain.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n',
      starttls: '220 go\r\n250 AUTH PLAIN\r\n',
    },
  }
  for (const [name, { ehlo, starttls }] of Object.entries(answers)) {
    await withTemporaryFolder(async (folder) => {
      const heard: string[] = []
      const server = await startRawServer((socket) => {
        socket.write('220 plain.test ESMTP\r\n')
        socket.on('data', (chunk: Buffer) => {
          const said = chunk.toString('latin1')
          heard.push(said)
          if (/^(EHLO|HELO)/.test(said)) socket.write(ehlo)
          else if (/^STARTTLS/.test(said)) socket.write(starttls)
          else socket.end()
        })
      })
      const { delivered } = await trySending(folder, server.port, { security: 'starttls', login })
      assert.is(delivered, false, name)
      assert.not.match(heard.join(''), /^(AUTH|MAIL|RCPT|DATA)/m, name)
      await server.close()
    })
  }
})

test.run()
