import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import { startRawServer } from '../mail/mail-server.ts'
import { type HttpWorld, password, withHttpWorld } from './http-world.ts'

const mailAt = (port: number) => ({ mail: { smtp: { port } } })

async function untilQueued({ service }: HttpWorld, count: number): Promise<void> {
  for (const tooLate = Date.now() + 60_000; service.mailer?.status().queued !== count; ) {
    if (Date.now() > tooLate) throw new Error(`${service.mailer?.status().queued} mails in the queue`)
    await new Promise((later) => setImmediate(later))
  }
}

/** Everything that mails something: all of it is answered, and a login goes on to its end. */
async function logsIn(world: HttpWorld): Promise<void> {
  const { call, addPerson } = world
  const alice = await addPerson('alice', { email: 'alice@example.org' })
  await untilQueued(world, 1)
  const begun = await call('POST', '/login', { body: { username: 'alice', password } })
  const { challenge } = begun.body
  for (const path of ['/login/email-code', '/login/reset']) {
    assert.is((await call('POST', path, { body: { challenge } })).status, 202)
  }
  await untilQueued(world, 3)
  const body = { challenge, factor: 'totp', code: alice.code() }
  assert.is((await call('POST', '/login/challenge', { body })).status, 200)
}

test('a mail server that never says a word delays no login', async () => {
  const asked: Socket[] = []
  const server = await startRawServer((socket) => asked.push(socket))
  await withHttpWorld(
    async (world) => {
      await logsIn(world)
      // Nothing was waited for: it is still being asked for the first mail.
      assert.ok(asked.length > 0 && asked.every((socket) => !socket.destroyed))
      assert.is(world.service.mailer?.status().sent, 0)
      const ended = asked.map((socket) => once(socket, 'close'))
      await server.close()
      await Promise.all(ended)
    },
    mailAt(server.port),
    'sent',
  )
})

test('a mail server that is down delays no login, and the metrics show what waits', async () => {
  await withHttpWorld(
    async (world) => {
      await logsIn(world)
      const { text } = await world.request('GET', '/metrics')
      assert.match(text, /^ringlock_mail_queued 3$/m)
    },
    mailAt(await freePort()),
    'sent',
  )
})

test.run()
