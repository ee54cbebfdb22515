import { createSocket } from 'node:dgram'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import { checkUnknownClients } from '../../../server/cli/doctor/unknown-clients.ts'
import { addAlice, type CommandFolder, configFor, withCommandFolder } from './commands.ts'

async function send(port: number): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) =>
    socket.send('a packet', port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error))),
  )
  socket.close()
}

const findings = async ({ run }: CommandFolder): Promise<string[]> => {
  const all: Finding[] = JSON.parse((await run(['doctor', '--json'])).stdout)
  return all
    .filter(({ check }) => check === 'RADIUS clients')
    .map(({ level, message }) => `${level} ${message}`)
}

test('the running service tells doctor and status who is not configured, until it is', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const { radius, userStores } = configFor(folder.port)
    const clients = radius.clients.map((client) => ({ ...client, address: '192.0.2.10' }))
    await folder.configure({ radius: { ...radius, clients }, userStores })
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    assert.equal(await findings(folder), [])
    assert.is((await folder.run(['status'])).stderr, '')

    await send(folder.port)
    await service.says('127.0.0.1 is not the address of any configured RADIUS client')
    const [found, ...others] = await findings(folder)
    assert.match(
      found ?? '',
      /^warning 127\.0\.0\.1 is none and sent 1 packet, the last \d+ seconds? ago: add it/,
    )
    assert.equal(others, [])
    const { stderr, exitCode } = await folder.run(['status'])
    assert.is(
      stderr,
      'RADIUS packets come from addresses of no client: 127.0.0.1. "ringlock doctor" lists them.\n',
    )
    assert.is(exitCode, 0)

    await folder.configure({ radius, userStores })
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    assert.equal(await findings(folder), [])
  }))

test('of many, doctor shows twenty and says how many more there are', () => {
  const many = Array.from({ length: 23 }, (_, i) => ({
    address: `10.0.0.${i}`,
    packets: i + 1,
    firstAt: 0,
    lastAt: 60_000,
  }))
  const shown = checkUnknownClients({ unknownClients: many }, 180_000)
  assert.is(shown.length, 21)
  assert.match(shown[1]?.message ?? '', '10.0.0.1 is none and sent 2 packets, the last 120 seconds ago')
  assert.is(shown[20]?.message, '3 more addresses sent packets before these')
  assert.equal(checkUnknownClients({ unknownClients: [] }, 0), [])
})

test.run()
