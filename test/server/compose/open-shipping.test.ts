import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openService } from '../../../server/compose/app.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

async function withService(
  ship: readonly object[],
  use: (service: Awaited<ReturnType<typeof openService>>) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    const configuration = {
      logLevel: 'silent',
      radius: { clients: [{ name: 'a', address: '127.0.0.1', secret: 'a secret of this test' }] },
      userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
      audit: { ship },
    }
    await writeFile(configFile, JSON.stringify(configuration), { mode: 0o600 })
    const service = await openService(await loadConfig(configFile, { env: {} }))
    try {
      await use(service)
    } finally {
      await service.close()
    }
  })
}

const event = { event: 'user.added', outcome: 'done', login: 'alice', door: 'cli' } as const

test('the service sends each line of its audit log, and says how far it is', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const to = `udp://127.0.0.1:${socket.address().port}`
  await withService([{ name: 'siem', to }], async (service) => {
    const received = once(socket, 'message')
    await service.audit.record(event)
    assert.match(String((await received)[0]), /^<85>1 \S+ \S+ ringlock - user\.added - \{"seq":\d+,.*"mac":"/)
    assert.match(
      await service.metrics.registry.metrics(),
      'ringlock_audit_ship_behind_lines{receiver="siem"}',
    )
  })
  socket.close()
})

test('a receiver that never answers holds back neither the audit log nor the stop', async () => {
  let begun = () => {}
  const asked = new Promise<void>((resolve) => {
    begun = resolve
  })
  const server = createServer(() => begun()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await withService([{ name: 'hook', to, key: 'a key of this test' }], async (service) => {
    await service.audit.record(event)
    await asked
    for (let i = 0; i < 1000; i++) await service.audit.record(event)
    const metrics = await service.metrics.registry.metrics()
    assert.match(metrics, /ringlock_audit_ship_behind_lines\{receiver="hook"\} 100\d/)
  })
  server.closeAllConnections()
  server.close()
})

test.run()
