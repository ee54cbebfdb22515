import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packet, userName, userPassword } from '../radius/packets.ts'
import { addAlice, alicePassword, codeNow, configFor, sharedSecret, withCommandFolder } from './commands.ts'

/** The code of the answer to a signed login of alice, whose password is not ASCII. */
async function ask(
  port: number,
  identifier: number,
  code: string,
  encoding: BufferEncoding,
): Promise<number> {
  const socket = createSocket('udp4')
  const typed = userPassword(Buffer.from(`${alicePassword}${code}`, encoding), { sharedSecret })
  socket.send(packet({ identifier, sharedSecret, attributes: [userName('alice'), typed] }), port, '127.0.0.1')
  const [reply] = await once(socket, 'message')
  socket.close()
  return reply.readUInt8(0)
}

test('a password in Latin-1 is refused with advice in log and audit log, and let in once the client says so', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    const code = codeNow()
    assert.is(await ask(folder.port, 1, code, 'latin1'), 3)
    await service.says('set passwordEncoding: latin-1 for this client')
    const { stdout } = await folder.run(['audit', 'show', '--json'])
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const { outcome, reason, login, askedBy } = events.findLast(({ event }) => event === 'login')
    assert.equal([outcome, reason, login, askedBy], ['reject', 'password-undecodable', 'alice', 'tests'])
    assert.not.match(stdout + service.output(), 'pass-of-alice')

    const { radius, ...others } = configFor(folder.port)
    const clients = radius.clients.map((client) => ({ ...client, passwordEncoding: 'latin-1' }))
    await folder.configure({ radius: { ...radius, clients }, ...others })
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    assert.is(await ask(folder.port, 2, code, 'utf8'), 3, 'UTF-8 is another password then')
    assert.is(await ask(folder.port, 3, code, 'latin1'), 2, 'neither refusal cost the code')
  }))

test.run()
