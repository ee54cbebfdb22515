import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { startMailServer, startRawServer } from './mail-server.ts'
import { openMailer } from './mailer-world.ts'
import { alice, codeMail, copied, link, mailConfig, messages, testMail, totpSecret, uri } from './samples.ts'

const minute = 60_000

test('a mail arrives as text and HTML, from the configured sender, to its recipient alone', () =>
  withTemporaryFolder(async (folder) => {
    const server = await startMailServer()
    const { mailer, logged, close } = await openMailer(folder, mailConfig(server.port))
    assert.is(await mailer.send(alice, codeMail, null), 'queued')
    const [mail] = await server.received(1)
    assert.equal(mail?.recipients, ['alice@example.test'])
    assert.is(mail?.parsed.from?.text, '"Phone system" <pbx@example.test>')
    assert.equal([mail?.parsed.to].flat()[0]?.value, [
      { name: 'Alice Änderung', address: 'alice@example.test' },
    ])
    assert.is(mail?.parsed.subject, 'Your login code')
    assert.match(mail?.parsed.text ?? '', '12345678')
    assert.match(copied(mail?.parsed.html || ''), '12345678')
    assert.is(mail?.parsed.headers.get('auto-submitted'), 'auto-generated')
    assert.match(mail?.parsed.messageId ?? '', /^<\d+-[0-9a-f-]{36}@example\.test>$/)
    await logged('a mail was sent')
    assert.equal(mailer.status(), { queued: 0, oldest: null, sent: 1, failed: 0, lastFailure: null })
    await close()
    assert.equal(await readdir(join(folder, 'mail')), [])
    await server.close()
  }))

test('AUTH logs in with the configured name and password', () =>
  withTemporaryFolder(async (folder) => {
    const server = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        password === 'hush-äöü' ? done(null, { user: username }) : done(new Error('wrong')),
    })
    const login = { user: 'ringlock', password: 'hush-äöü' }
    const { mailer, close } = await openMailer(folder, mailConfig(server.port, { login }))
    assert.is((await mailer.sendNow(alice, testMail)).delivered, true)
    assert.is(server.mails[0]?.user, 'ringlock')
    await close()
    const wrong = await openMailer(folder, mailConfig(server.port, { login: { ...login, password: 'no' } }))
    const { delivered, answer } = await wrong.mailer.sendNow(alice, testMail)
    assert.is(delivered, false)
    assert.match(answer, /^535 /)
    await wrong.close()
    await server.close()
  }))

test('sendNow says exactly what the server answered', () =>
  withTemporaryFolder(async (folder) => {
    const refusal = Object.assign(new Error('5.1.1 Nobody <here> by that name'), { responseCode: 550 })
    const server = await startMailServer({ onRcptTo: (_, __, done) => done(refusal) })
    const { mailer, close } = await openMailer(folder, mailConfig(server.port))
    assert.equal(await mailer.sendNow(alice, testMail), {
      delivered: false,
      answer: '550 5.1.1 Nobody <here> by that name',
    })
    assert.equal(await mailer.sendNow({ ...alice, address: 'a@b.test, c@d.test' }, testMail), {
      delivered: false,
      answer: 'this is no mail address',
    })
    await close()
    const wordy = await startRawServer((socket) =>
      socket.end('554-5.3.2 go away\r\n554 5.3.2 and \x1b[2Jstay there\r\n'),
    )
    const twoLines = await openMailer(folder, mailConfig(wordy.port))
    const { answer } = await twoLines.mailer.sendNow(alice, testMail)
    assert.is(answer, '554-5.3.2 go away\n554 5.3.2 and  [2Jstay there')
    await twoLines.close()
    await wordy.close()
    const nobody = await openMailer(folder, mailConfig(await freePort()))
    assert.match((await nobody.mailer.sendNow(alice, testMail)).answer, /ECONNREFUSED/)
    await nobody.close()
    await server.close()
  }))

test('while the server is down mail waits on the disk, sealed and for its owner alone, and goes out when it is back', () =>
  withTemporaryFolder(async (folder) => {
    const port = await freePort()
    const { mailer, pass, logged, clock, close } = await openMailer(folder, mailConfig(port))
    const before = clock()
    for (const message of messages.slice(0, 4)) await mailer.send(alice, message, null)
    await logged('a mail could not be sent yet')
    const files = await readdir(join(folder, 'mail'))
    assert.is(files.length, 4)
    assert.is((await stat(join(folder, 'mail'))).mode & 0o777, 0o700)
    for (const file of files) {
      assert.is((await stat(join(folder, 'mail', file))).mode & 0o777, 0o600)
      const text = await readFile(join(folder, 'mail', file), 'latin1')
      for (const secret of ['12345678', 'token=', totpSecret, 'alice']) assert.not.match(text, secret)
    }
    const { queued, oldest, lastFailure } = mailer.status()
    assert.is(queued, 4)
    assert.is(oldest, before)
    assert.match(lastFailure?.answer ?? '', /ECONNREFUSED/)

    const server = await startMailServer({}, port)
    pass(minute)
    assert.is((await server.received(4)).length, 4)
    await logged('a mail was sent', 4)
    assert.is(mailer.status().queued, 0)
    await close()
    await server.close()
  }))

test('a down server is asked with one mail at a time, ever more seldom, and a minute is the longest', () =>
  withTemporaryFolder(async (folder) => {
    const port = await freePort()
    const { mailer, pass, logged, lines, close } = await openMailer(folder, mailConfig(port))
    const failures = () => lines.filter((line) => line.includes('could not be sent yet')).length
    for (let i = 0; i < 5; i++) await mailer.send(alice, testMail, null)
    await logged('could not be sent yet')
    const first = failures()
    pass(100)
    assert.is(failures(), first)
    for (let i = 1; i <= 10; i++) {
      pass(minute)
      await logged('could not be sent yet', first + i)
    }
    assert.is(failures(), first + 10)
    await close()
  }))

test('what another run left is sent at the start, once', () =>
  withTemporaryFolder(async (folder) => {
    const down = await openMailer(folder, mailConfig(await freePort()))
    await down.mailer.send(alice, codeMail, null)
    await down.close()
    await writeFile(join(folder, 'mail', 'unfinished.mail.tmp'), 'half')

    const server = await startMailServer()
    const up = await openMailer(folder, mailConfig(server.port))
    const [mail] = await server.received(1)
    assert.match(mail?.parsed.text ?? '', '12345678')
    await up.logged('a mail was sent')
    await up.close()
    assert.equal(await readdir(join(folder, 'mail')), [])
    const again = await openMailer(folder, mailConfig(server.port))
    assert.is(again.mailer.status().queued, 0)
    await again.close()
    assert.is(server.mails.length, 1)
    await server.close()
  }))

test('a file that another key sealed is told, left alone, and holds up no one', () =>
  withTemporaryFolder(async (folder) => {
    const down = await openMailer(folder, mailConfig(await freePort()))
    await down.mailer.send(alice, codeMail, null)
    await down.close()
    const [name] = await readdir(join(folder, 'mail'))
    const file = join(folder, 'mail', name ?? '')
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    )

    const server = await startMailServer()
    const { mailer, logged, close } = await openMailer(folder, mailConfig(server.port))
    await logged('cannot be read and is not sent')
    await mailer.send(alice, testMail, null)
    assert.is((await server.received(1))[0]?.parsed.subject, 'Test mail')
    await close()
    assert.equal(await readdir(join(folder, 'mail')), [name])
    await server.close()
  }))

test('nothing is sent after it expired', () =>
  withTemporaryFolder(async (folder) => {
    const port = await freePort()
    const { mailer, pass, logged, clock, close } = await openMailer(folder, mailConfig(port))
    await mailer.send(alice, codeMail, clock() + 5 * minute)
    await mailer.send(alice, testMail, null)
    await logged('a mail could not be sent yet')
    const server = await startMailServer({}, port)
    pass(5 * minute)
    const [mail] = await server.received(1)
    assert.is(mail?.parsed.subject, 'Test mail')
    await logged('a mail was given up: expired')
    await logged('a mail was sent')
    assert.is(mailer.status().failed, 1)
    await close()
    assert.is(server.mails.length, 1)
    assert.equal(await readdir(join(folder, 'mail')), [])
    await server.close()
  }))

test('a full queue takes no more, and says so', () =>
  withTemporaryFolder(async (folder) => {
    const port = await freePort()
    const { mailer, lines, close } = await openMailer(folder, mailConfig(port), { capacity: 3 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => mailer.send(alice, testMail, null)))
    assert.equal(answers, ['queued', 'queued', 'queued', 'full', 'full'])
    await close()
    assert.is((await readdir(join(folder, 'mail'))).length, 3)
    assert.is(lines.filter((line) => line.includes('the mail queue is full')).length, 2)
  }))

test('a mail refused for good is dropped, counted and told; one refused for now is tried again', () =>
  withTemporaryFolder(async (folder) => {
    let greylisted = 0
    const server = await startMailServer({
      onRcptTo({ address }, _, done) {
        if (address === 'nobody@example.test')
          done(Object.assign(new Error('No such user'), { responseCode: 550 }))
        else if (greylisted++ === 0) done(Object.assign(new Error('Come back later'), { responseCode: 451 }))
        else done()
      },
    })
    const { mailer, pass, logged, close } = await openMailer(folder, mailConfig(server.port))
    await mailer.send({ ...alice, address: 'nobody@example.test' }, testMail, null)
    await logged('a mail was given up: refused')
    assert.is(mailer.status().failed, 1)
    assert.is(mailer.status().lastFailure?.answer, '550 No such user')
    await mailer.send(alice, testMail, null)
    await logged('a mail could not be sent yet')
    assert.is(mailer.status().queued, 1)
    pass(minute)
    assert.equal((await server.received(1))[0]?.recipients, ['alice@example.test'])
    await close()
    await server.close()
  }))

test('a server that talks garbage, hangs up or says nothing loses no mail and is waited for by no one', async () => {
  const strange = {
    garbage: (socket: Socket) => socket.write('\0\xff not SMTP at all\r\n'.repeat(100)),
    'hangs up': (socket: Socket) => socket.destroy(),
    'refuses everybody': (socket: Socket) => socket.end('554 5.3.2 go away\r\n'),
    'says nothing': () => {},
  }
  for (const [name, behave] of Object.entries(strange)) {
    await withTemporaryFolder(async (folder) => {
      const server = await startRawServer(behave)
      const { mailer, logged, pass, close } = await openMailer(folder, mailConfig(server.port))
      assert.is(await mailer.send(alice, testMail, null), 'queued', name)
      if (name !== 'says nothing') await logged('a mail could not be sent yet')
      assert.is(mailer.status().queued, 1, name)
      const closing = close()
      pass(2000)
      await closing
      assert.is((await readdir(join(folder, 'mail'))).length, 1, name)
      await server.close()
    })
  }
})

test('no code, link, TOTP secret or password reaches a log line or the status, even if the server repeats all it hears', () =>
  withTemporaryFolder(async (folder) => {
    const login = { user: 'ringlock', password: 'hush-hush-password' }
    const heard: string[] = []
    const parrot = await startRawServer((socket) => {
      let inData = false
      let data = ''
      socket.write('220 parrot\r\n')
      socket.on('data', (chunk: Buffer) => {
        const said = chunk.toString()
        heard.push(said)
        if (inData) data += said
        if (inData && !data.endsWith('\r\n.\r\n')) return
        const echo = (inData ? data : said).replace(/=\r\n/g, '').replace(/\s+/g, ' ')
        if (/^EHLO/.test(said)) socket.write('250-parrot\r\n250-AUTH PLAIN\r\n250 SMTPUTF8\r\n')
        else if (/^AUTH/.test(said)) socket.write(`235 I heard ${echo}\r\n`)
        else if (/^DATA/.test(said)) {
          inData = true
          socket.write('354 go on\r\n')
        } else if (inData) {
          inData = false
          data = ''
          socket.write(`451 I do not like ${Buffer.from(echo).toString('latin1').slice(0, 900)}\r\n`)
        } else socket.write(`250 I heard ${echo}\r\n`)
      })
    })
    const { mailer, lines, logged, pass, close } = await openMailer(
      folder,
      mailConfig(parrot.port, { login }),
    )
    for (const message of messages.slice(0, 4)) {
      await mailer.send(alice, message, null)
      await mailer.sendNow(alice, message)
    }
    await logged('a mail could not be sent yet', 4)
    pass(minute)
    await logged('a mail could not be sent yet', 8)
    const shown = [...lines, JSON.stringify(mailer.status())].join('\n')
    const plain = Buffer.from(`\0${login.user}\0${login.password}`).toString('base64')
    assert.ok(
      heard.some((said) => said.includes(plain)),
      'the password was used',
    )
    for (const secret of [login.password, plain, '12345678', link, link.split('=')[1], uri, totpSecret]) {
      assert.not.match(shown, secret ?? '')
    }
    await close()
    await parrot.close()
  }))

test.run()
