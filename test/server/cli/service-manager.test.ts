import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createServiceManager, watchdogInterval } from '../../../server/cli/service-manager.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { addAlice, withCommandFolder } from './commands.ts'

/** Stands for systemd-notify: writes down what it was called with. */
async function standIn(folder: string): Promise<string> {
  const script = `#!/bin/sh
echo "$NOTIFY_SOCKET $* secret:$SECRET" >>'${folder}/told'
[ ! -e '${folder}/fails' ]
`
  await writeFile(join(folder, 'systemd-notify'), script)
  await chmod(join(folder, 'systemd-notify'), 0o755)
  return `${folder}:${process.env.PATH}`
}
const told = async (folder: string) => (await readFile(join(folder, 'told'), 'utf8')).split('\n').slice(0, -1)

test('systemd hears when the service is ready, reloads and ends', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const PATH = await standIn(folder.folder)
    const env = { PATH, NOTIFY_SOCKET: '/run/notify', SECRET: 'not for systemd' }
    const service = folder.start(['serve'], { env })
    await service.says('"msg":"ready"')
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    service.child.kill('SIGTERM')
    assert.is((await service.ended).exitCode, 0)
    assert.equal(
      await told(folder.folder),
      ['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1'].map((state) => `/run/notify ${state} secret:`),
    )
  }))

test('the watchdog hears from the process that systemd watches, at twice its pace', async () => {
  assert.is(watchdogInterval({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '12' }, 12), 30_000)
  assert.is(watchdogInterval({ WATCHDOG_USEC: '60000000' }, 12), 30_000)
  assert.is(watchdogInterval({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '13' }, 12), null)
  for (const nothing of [undefined, '', '0', '-1', 'soon'])
    assert.is(watchdogInterval(nothing === undefined ? {} : { WATCHDOG_USEC: nothing }, 12), null)
  await withTemporaryFolder(async (folder) => {
    const PATH = await standIn(folder)
    const manager = createServiceManager({ PATH, NOTIFY_SOCKET: '@x', WATCHDOG_USEC: '20000' }, 1, fail)
    await manager.ready()
    while (!(await told(folder)).includes('@x WATCHDOG=1 secret:')) await manager.reloading()
    await manager.close()
  })
})

test('a message that does not arrive is told, and ends nothing', () =>
  withTemporaryFolder(async (folder) => {
    const PATH = await standIn(folder)
    await writeFile(join(folder, 'fails'), '')
    const faults: unknown[] = []
    await createServiceManager({ PATH, NOTIFY_SOCKET: '@x' }, 1, (fault) => faults.push(fault)).ready()
    await createServiceManager({ PATH: folder.repeat(2), NOTIFY_SOCKET: '@x' }, 1, (fault) =>
      faults.push(fault),
    ).ready()
    assert.is(faults.length, 2)
  }))

test('without systemd nothing is run', () =>
  withTemporaryFolder(async (folder) => {
    const manager = createServiceManager({ PATH: await standIn(folder), WATCHDOG_USEC: '1000' }, 1, fail)
    await manager.ready()
    await manager.reloading()
    await manager.stopping()
    await told(folder).then(fail, () => {})
  }))

function fail(fault: unknown): never {
  throw fault
}

test.run()
