import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alertKinds } from '../../../server/alerts/alert.ts'
import { openAlerts } from '../../../server/compose/open-alerts.ts'
import { signatureOf } from '../../../server/lib/signed-post.ts'
import type { Mailer, Message, Recipient } from '../../../server/mail/mailer.ts'

const clock = () => 1_700_000_000_000

test('a message goes to the webhook, signed, and to each address', async () => {
  const bodies: { body: string; signature: unknown }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    bodies.push({ body, signature: request.headers['ringlock-signature'] })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const sent: [Recipient, Message][] = []
  const mailer = { send: async (to: Recipient, message: Message) => void sent.push([to, message]) }
  const config = {
    mail: ['ops@example.org', 'boss@example.org'],
    webhook: { url, key: 'a key', ca: null },
    kinds: alertKinds,
  }
  const alerts = await openAlerts(config, { clock, onFault: (fault) => assert.unreachable(String(fault)) })
  alerts.tell({ kind: 'disk', text: 'told before mail was open' })
  alerts.begin(mailer as unknown as Mailer)
  await alerts.close()
  server.close()

  const lines = ['disk: 1', '- told before mail was open']
  const [{ body, signature }] = bodies as [(typeof bodies)[number]]
  assert.is(signature, signatureOf('a key', 1_700_000_000, body))
  assert.equal(JSON.parse(body).lines, lines)
  assert.is(JSON.parse(body).text, ['Ringlock: disk (1)', ...lines].join('\n'))
  assert.equal(
    sent.map(([{ address }, { kind }]) => [address, kind]),
    [
      ['ops@example.org', 'alert'],
      ['boss@example.org', 'alert'],
    ],
  )
})

test('without a configuration nothing is sent', async () => {
  const alerts = await openAlerts(null, { clock, onFault: () => assert.unreachable() })
  alerts.tell({ kind: 'disk', text: 'x' })
  alerts.begin(null)
  await alerts.close()
})

test('a webhook that never answers holds the stop back for a moment only', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const faults: unknown[] = []
  const config = { mail: [], webhook: { url, key: 'a key', ca: null }, kinds: alertKinds }
  const alerts = await openAlerts(config, { clock, onFault: (fault) => faults.push(fault) })
  alerts.begin(null)
  alerts.tell({ kind: 'disk', text: 'x' })
  await alerts.close()
  assert.is(faults.length, 1)
  server.closeAllConnections()
  server.close()
})

test('certificates that cannot be read stop the start, and are named', async () => {
  const at = { file: 'ringlock.yaml', line: 3, column: 5, path: 'alerts.webhook.ca' }
  const ca = { path: '/does/not/exist.pem', at }
  const config = { mail: [], webhook: { url: 'https://hook.example.org/', key: 'k', ca }, kinds: alertKinds }
  await openAlerts(config, { clock, onFault: () => {} }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /alerts\.webhook\.ca.*ENOENT/),
  )
})

test.run()
