import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openRoom } from '../../../server/disk/room.ts'
import { smallDiskTest } from '../disk/small-disk.ts'
import { openMailer } from './mailer-world.ts'
import { alice, mailConfig, testMail } from './samples.ts'

smallDiskTest('a mail that was promised has the reserve, and without one it leaves no half', async (disk) => {
  const waiting = () => readdir(join(disk.path, 'mail'))
  const room = await openRoom({ dataDir: disk.path, onNotice: () => {} })
  // Nothing listens there: what is taken waits.
  const withReserve = await openMailer(disk.path, mailConfig(1), { room })
  const without = await openMailer(disk.path, mailConfig(1))
  await disk.fill()
  const refused = await without.mailer.send(alice, testMail, null).catch((error: unknown) => error)
  assert.is((refused as NodeJS.ErrnoException).code, 'ENOSPC')
  assert.equal(await waiting(), [])
  assert.is(await withReserve.mailer.send(alice, testMail, null), 'queued')
  assert.is((await waiting()).length, 1)
  assert.is(await room.admits(), false)
  await disk.makeRoom()
  assert.is(await without.mailer.send(alice, testMail, null), 'queued')
  assert.is((await waiting()).length, 2)
  await withReserve.close()
  await without.close()
  await room.close()
})

test.run()
