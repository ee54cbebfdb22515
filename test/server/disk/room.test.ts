import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DiskSpace, diskMarks, isNoRoom } from '../../../server/disk/disk-space.ts'
import { openRoom } from '../../../server/disk/room.ts'
import { createAppendFile, openForAppending } from '../../../server/lib/append-file.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { smallDiskTest } from './small-disk.ts'

const megabyte = 1024 * 1024
const gigabyte = 1024 * megabyte

/** A disk that says of itself what the test wants. */
function withRoomOn(
  space: { free: number; total: number; known?: boolean },
  use: (world: {
    room: Awaited<ReturnType<typeof openRoom>>
    notices: string[]
    reserve: () => Promise<number>
  }) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (dataDir) => {
    const notices: string[] = []
    const readSpace = async (): Promise<DiskSpace | null> => (space.known === false ? null : { ...space })
    const room = await openRoom({ dataDir, onNotice: (text) => notices.push(text), readSpace })
    try {
      await use({ room, notices, reserve: async () => (await stat(join(dataDir, 'reserve'))).size })
    } finally {
      await room.close()
    }
  })
}

test('a login begins at once where there is room', () =>
  withRoomOn({ free: 50 * gigabyte, total: 100 * gigabyte }, async ({ room, notices, reserve }) => {
    assert.is(room.admits(), true)
    assert.equal(await room.status(), { level: 'ok', freeBytes: 50 * gigabyte })
    assert.equal(notices, [])
    assert.is(await reserve(), megabyte)
  }))

test('each level is told once, on the way down and up', () => {
  const space = { free: 50 * gigabyte, total: 100 * gigabyte }
  return withRoomOn(space, async ({ room, notices }) => {
    const levels: string[] = []
    for (const free of [150, 149, 9, 8, 0.2, 0.1, 0.3, 11, 10, 300, 301]) {
      space.free = free * megabyte
      levels.push((await room.status()).level)
    }
    const [low, near, full] = ['low', 'nearly-full', 'full']
    assert.equal(levels, [low, low, near, near, full, full, near, low, low, 'ok', 'ok'])
    assert.equal(
      notices.map((notice) => /little room|nearly full|is full|again/.exec(notice)?.[0]),
      ['little room', 'nearly full', 'is full', 'nearly full', 'little room', 'again'],
    )
    assert.match(notices[2] ?? '', /0\.2 MB free/)
  })
})

test('no login begins on a full disk, and the first one does when there is room', () => {
  const space = { free: gigabyte, total: 100 * gigabyte }
  return withRoomOn(space, async ({ room }) => {
    space.free = diskMarks(space.total).full - 1
    await room.status()
    assert.is(await room.admits(), false)
    space.free++
    assert.is(await room.admits(), true)
    assert.is(room.admits(), true, 'and then at once')
  })
})

test('a disk that fills while it is written to is noticed by its writes', async () => {
  const space = { free: gigabyte, total: 100 * gigabyte }
  await withRoomOn(space, async ({ room, notices }) => {
    space.free = 0
    room.wrote(diskMarks(space.total).full)
    assert.is(room.admits(), true, 'not before it was looked at')
    await room.status()
    assert.is(await room.admits(), false)
    assert.is(notices.length, 1)
  })
})

test('a small disk keeps a small reserve, and one with little room a smaller one', async () => {
  for (const [free, total, kept] of [
    [20, 24, 1],
    [4, 4, 0.25],
    [1.25, 1000, 0.5],
  ] as const) {
    await withRoomOn({ free: free * megabyte, total: total * megabyte }, async ({ room, reserve }) => {
      assert.is(room.admits(), true)
      assert.is(await reserve(), kept * megabyte)
    })
  }
})

test('a file system that tells nothing of its room keeps no one out', () =>
  withRoomOn({ free: 0, total: 0, known: false }, async ({ room }) => {
    assert.is(room.admits(), true)
    assert.equal(await room.status(), { level: 'ok', freeBytes: null })
  }))

test('a folder in which no reserve can be made keeps no one out, and says so', () =>
  withTemporaryFolder(async (folder) => {
    const notices: string[] = []
    const file = join(folder, 'no-folder')
    await writeFile(file, '')
    const readSpace = async () => ({ free: gigabyte, total: gigabyte })
    const room = await openRoom({ dataDir: file, onNotice: (text) => notices.push(text), readSpace })
    assert.is(room.admits(), true)
    assert.match(notices.join(), /no reserve can be kept/)
    await room.close()
  }))

test('another fault than a full disk gives no reserve away and runs nothing twice', () =>
  withRoomOn({ free: gigabyte, total: gigabyte }, async ({ room, reserve }) => {
    let runs = 0
    const fault = Object.assign(new Error('broken'), { code: 'EIO' })
    const failing = async () => {
      runs++
      throw fault
    }
    assert.is(await room.withReserve(failing).catch((error: unknown) => error), fault)
    assert.is(runs, 1)
    assert.is(await reserve(), megabyte)
    assert.is(room.admits(), true)
  }))

for (const code of ['ENOSPC', 'EDQUOT']) {
  test(`${code} gives the reserve away, and it is made again when there is room`, () =>
    withRoomOn({ free: gigabyte, total: gigabyte }, async ({ room, reserve, notices }) => {
      const sizes: number[] = []
      const result = await room.withReserve(async () => {
        sizes.push(await reserve())
        if (sizes.length === 1)
          throw new Error('in other words', { cause: Object.assign(new Error(), { code }) })
        return 'written'
      })
      assert.is(result, 'written')
      assert.equal(sizes, [megabyte, 0])
      assert.is(await room.admits(), true)
      assert.is(await reserve(), megabyte)
      assert.equal(
        notices.map((notice) => /is full|again/.exec(notice)?.[0]),
        ['is full', 'again'],
      )
    }))
}

test('what is no fault of the disk is none', () => {
  assert.is(isNoRoom(Object.assign(new Error(), { code: 'ENOSPC' })), true)
  for (const other of [null, undefined, 'ENOSPC', {}, new Error('ENOSPC')]) assert.is(isNoRoom(other), false)
})

smallDiskTest(
  'a write that finds the disk full has the reserve, and the next ones wait for room',
  async (disk) => {
    const notices: string[] = []
    const room = await openRoom({ dataDir: disk.path, onNotice: (text) => notices.push(text) })
    const path = join(disk.path, 'lines')
    const file = createAppendFile<string>(
      { handle: await openForAppending(path, 'new'), size: 0 },
      {
        form: (lines) => Buffer.from(lines.join('')),
        onWritten: () => {},
        onFailure: (cause) => cause as Error,
        room,
      },
    )
    const reserveSize = async () => (await stat(join(disk.path, 'reserve'))).size
    const whole = await reserveSize()
    assert.ok(whole >= 256 * 1024)

    await disk.fill()
    const line = `${'x'.repeat(999)}\n`
    // As many as logins that had begun: each fits.
    const lines = 150
    await Promise.all(Array.from({ length: lines }, () => file.append(line)))
    assert.is((await readFile(path, 'utf8')).length, lines * line.length)
    assert.is(await reserveSize(), 0)
    assert.is(await room.admits(), false)
    assert.is((await room.status()).level, 'full')

    await disk.makeRoom()
    assert.is(await room.admits(), true, 'the first one after there is room')
    assert.is(await reserveSize(), whole)
    await file.append(line)
    await file.close()
    await room.close()
    assert.match(notices[0] ?? '', /is full/)
  },
)

smallDiskTest('a reserve outlives a restart on a full disk', async (disk) => {
  const open = () => openRoom({ dataDir: disk.path, onNotice: () => {} })
  await (await open()).close()
  const { size } = await stat(join(disk.path, 'reserve'))
  await disk.fill()
  const room = await open()
  assert.is((await stat(join(disk.path, 'reserve'))).size, size)
  await room.withReserve(() => writeFile(join(disk.path, 'late'), Buffer.alloc(100_000)))
  assert.is(await room.admits(), false)
  await disk.makeRoom()
  assert.is(await room.admits(), true)
  await room.close()
})

test.run()
