import { appendFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openPositions } from '../../../server/shipping/positions.ts'
import { shipAudit } from '../../../server/shipping/ship-audit.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

const pauses = { look: 1, first: 1, longest: 4, atEnd: 5000 }

/** A log of lines that are only numbered, and a receiver that the test can stop. */
async function withLog(use: (world: Awaited<ReturnType<typeof createWorld>>) => Promise<void>) {
  await withTemporaryFolder(async (folder) => use(await createWorld(folder)))
}

async function createWorld(folder: string) {
  const taken: number[] = []
  const batches: number[] = []
  const notices: string[] = []
  const waiting: (() => void)[] = []
  const world = { lines: 0, fault: null as Error | null }
  await writeFile(join(folder, 'audit.jsonl'), '')

  return Object.assign(world, {
    folder,
    taken,
    batches,
    notices,
    async write(count: number) {
      const numbers = Array.from({ length: count }, (_, i) => world.lines + i + 1)
      const text = numbers.map((seq) => `{"seq":${seq},"prev":""}\n`).join('')
      await appendFile(join(folder, 'audit.jsonl'), text)
      world.lines += count
    },
    async rotate(number: number) {
      await rename(join(folder, 'audit.jsonl'), join(folder, `audit-00000${number}.jsonl`))
      await writeFile(join(folder, 'audit.jsonl'), '')
    },
    async start(name = 'siem') {
      const onNotice = (text: string) => {
        notices.push(text)
        for (const wake of waiting.splice(0)) wake()
      }
      const positions = await openPositions(folder, [name], onNotice)
      const sender = {
        async send(lines: readonly string[]) {
          if (world.fault !== null) throw world.fault
          batches.push(lines.length)
          for (const line of lines) taken.push(JSON.parse(line).seq)
          for (const wake of waiting.splice(0)) wake()
        },
        close() {},
      }
      return shipAudit({ name, folder, lastLine: () => world.lines, positions, sender, onNotice, pauses })
    },
    async until(isTrue: () => boolean) {
      while (!isTrue()) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  })
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

test('lines from the first start on are sent, once each, in order and a hundred at a time', () =>
  withLog(async ({ write, start, until, taken, batches }) => {
    await write(5)
    const shipment = await start()
    await write(250)
    await until(() => taken.length === 250)
    assert.equal(taken, upTo(255, 6))
    assert.ok(Math.max(...batches) <= 100)
    await shipment.close()
    assert.is(shipment.standing().behind, 0)
    assert.is(taken.length, 250)
  }))

test('a line that is not on the disk yet is not sent, and where it was cut off, the one that gets its number is', () =>
  withLog(async (world) => {
    const { folder, start, until, taken } = world
    const log = join(folder, 'audit.jsonl')
    const lines = upTo(3).map((seq) => `{"seq":${seq},"prev":""}\n`)
    const shipment = await start()
    await appendFile(log, lines.join(''))
    world.lines = 2
    await until(() => taken.length >= 2)
    assert.equal(taken, [1, 2])
    await writeFile(log, lines.join(''))
    world.lines = 3
    await until(() => taken.length >= 3)
    assert.equal(taken, [1, 2, 3])
    await shipment.close()
    assert.equal(taken, [1, 2, 3])
  }))

test('a restart sends what is missing, once each, across files', () =>
  withLog(async ({ write, rotate, start, taken }) => {
    await (await start()).close()
    await write(3)
    await rotate(1)
    await write(3)
    await (await start()).close()
    assert.equal(taken, upTo(6))
    await rotate(2)
    await write(2)
    await (await start()).close()
    await (await start()).close()
    assert.equal(taken, upTo(8))
  }))

test('while a receiver takes nothing, lines wait in the log; it is told once each way', () =>
  withLog(async (world) => {
    const { write, start, until, taken, notices } = world
    const shipment = await start()
    world.fault = new Error('ECONNREFUSED')
    await write(1000)
    await until(() => notices.length === 1)
    assert.is(shipment.standing().behind, 1000)
    world.fault = null
    await until(() => notices.length === 2)
    assert.equal(taken, upTo(1000))
    assert.equal(notices, [
      'audit.ship siem: lines wait, ECONNREFUSED',
      'audit.ship siem: lines are taken again',
    ])
    assert.ok(shipment.standing().failures > 0)
    await shipment.close()
  }))

test('what a receiver did not take before the stop is sent by the next start', () =>
  withLog(async (world) => {
    const { write, start, taken } = world
    const shipment = await start()
    world.fault = new Error('gone')
    await write(10)
    await shipment.close()
    assert.equal(taken, [])
    world.fault = null
    await (await start()).close()
    assert.equal(taken, upTo(10))
  }))

test('a receiver of another name begins anew, with the lines after its start', () =>
  withLog(async ({ write, start, taken }) => {
    await (await start()).close()
    await write(4)
    await (await start('other')).close()
    assert.equal(taken, [])
  }))

test('a log that is older than what was sent is told, and its current file is sent again', () =>
  withLog(async (world) => {
    const { folder, write, start, taken, notices } = world
    await (await start()).close()
    await write(9)
    await (await start()).close()
    await writeFile(join(folder, 'audit.jsonl'), '')
    world.lines = 0
    await write(3)
    const shipment = await start()
    await write(2)
    await shipment.close()
    assert.equal(taken, [...upTo(9), ...upTo(5)])
    assert.match(notices[0] ?? '', 'older than what was sent')
  }))

test.run()
