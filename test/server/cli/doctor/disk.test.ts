import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkDisk } from '../../../../server/cli/doctor/files.ts'
import type { Config } from '../../../../server/config/load-config.ts'
import { openRoom } from '../../../../server/disk/room.ts'
import { smallDiskTest } from '../../disk/small-disk.ts'

smallDiskTest('a full disk is a fault, and so is one whose reserve was given up', async (disk) => {
  const look = async () => (await checkDisk({ dataDir: disk.path } as Config)).map(({ level }) => level)
  assert.equal(await look(), ['ok'])
  const room = await openRoom({ dataDir: disk.path, onNotice: () => {} })
  assert.equal(await look(), ['ok'])
  await disk.fill()
  assert.equal(await look(), ['fault'])
  await room.withReserve(async () => {
    const { size } = await stat(join(disk.path, 'reserve'))
    if (size > 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
  })
  assert.equal(await look(), ['fault'], 'the freed reserve is no room for logins')
  await disk.makeRoom()
  await room.status()
  assert.equal(await look(), ['ok'])
  await room.close()
})

test('a folder that is not there has no finding', async () => {
  assert.equal(await checkDisk({ dataDir: '/nowhere/at/all' } as Config), [])
})

test.run()
