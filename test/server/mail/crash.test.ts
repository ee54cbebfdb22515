import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { startMailServer } from './mail-server.ts'
import { openMailer } from './mailer-world.ts'
import { mailConfig } from './samples.ts'

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

test('kill -9 loses no mail that was taken, and sends none that is half', () =>
  withTemporaryFolder(async (folder) => {
    const args = ['--import', 'tsx', child, folder, String(await freePort())]
    const sender = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    sender.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('\n').length > 20) sender.kill('SIGKILL')
    })
    await once(sender, 'close')
    const promised = said.split('\n').slice(0, -1)
    assert.ok(promised.length >= 20)

    const server = await startMailServer()
    const { mailer, logged, close } = await openMailer(folder, mailConfig(server.port))
    const left = mailer.status().queued
    const mails = await server.received(left)
    await logged('a mail was sent', left)
    const arrived = mails.map(({ parsed }) => /^ {4}(\d{8})$/m.exec(parsed.text ?? '')?.[1])
    for (const code of promised) assert.ok(arrived.includes(code), code)
    // The last may have been taken and not been said yet.
    assert.ok(left === promised.length || left === promised.length + 1)
    assert.is(new Set(arrived).size, left)
    await close()
    await server.close()
  }))

test.run()
