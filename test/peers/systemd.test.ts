import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { alice } from './alice.ts'
import { debianPython, peerTest } from './peers.ts'
import { run, startServer } from './processes.ts'
import { withRinglockFolder } from './ringlock.ts'

const needs = { needs: ['systemd'] } as const
const units = fileURLToPath(new URL('../../packaging/systemd/', import.meta.url))

/** systemd's own scale: 0 nothing to find, 10 no protection at all. */
const highestExposure = 2

peerTest('the unit is valid, and as closed as the program allows', needs, () =>
  withTemporaryFolder(async (root) => {
    // What the unit names has to be there for `verify`.
    await mkdir(join(root, 'usr/lib/systemd'), { recursive: true })
    await run('cp', ['--recursive', '/usr/lib/systemd/system', join(root, 'usr/lib/systemd')])
    for (const program of ['usr/bin/ringlock', 'bin/kill']) {
      await mkdir(join(root, program, '..'), { recursive: true })
      await writeFile(join(root, program), '#!/bin/sh\n', { mode: 0o755 })
    }
    const unit = join(root, 'usr/lib/systemd/system/ringlock.service')
    assert.is((await run('cp', [join(units, 'ringlock.service'), unit])).exitCode, 0)
    const verified = await run('systemd-analyze', [
      'verify',
      '--man=no',
      `--root=${root}`,
      'ringlock.service',
    ])
    assert.equal([verified.exitCode, verified.stderr], [0, ''])

    const rated = await run('systemd-analyze', ['security', '--offline=true', unit])
    const [, exposure = ''] = /exposure level for ringlock\.service: ([\d.]+)/.exec(rated.stdout) ?? []
    assert.ok(Number(exposure) <= highestExposure, rated.stdout)
  }),
)

/** Stands for systemd's end of NOTIFY_SOCKET: prints each message, and lets systemd-notify go on as systemd does. */
const notifySocket = `import os, socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print('listening', flush=True)
while True:
    message, descriptors, _, _ = socket.recv_fds(listener, 4096, 1)
    print(message.decode(), flush=True)
    for descriptor in descriptors: os.close(descriptor)
`

peerTest('systemd-notify itself tells that the service is ready, lives, reloads and ends', needs, () =>
  withTemporaryFolder(async (folder) => {
    const address = join(folder, 'notify')
    const listener = await startServer(debianPython, ['-c', notifySocket, address])
    const heard = async (text: string) => {
      while (!listener.output().includes(text)) {
        assert.ok(listener.running(), listener.output())
        await new Promise(setImmediate)
      }
    }
    try {
      await heard('listening\n')
      const watchdog = ['NOTIFY_SOCKET', 'WATCHDOG_USEC'] as const
      const wrapper = ['env', `${watchdog[0]}=${address}`, `${watchdog[1]}=200000`]
      await withRinglockFolder({ users: [alice], wrapper }, async ({ serve }) => {
        const server = await serve()
        try {
          await heard('READY=1\n')
          await heard('WATCHDOG=1\n')
          process.kill(server.pid, 'SIGHUP')
          await heard('RELOADING=1\n')
          process.kill(server.pid, 'SIGTERM')
          await heard('STOPPING=1\n')
        } finally {
          await server.stop()
        }
      })
    } finally {
      await listener.stop()
    }
  }),
)

test.run()
