import { crc32 } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeJournal, encodeBatch, encodeHeader } from '../../../../server/state/lowdb/journal-format.ts'

const header = { kind: 'ringlock-journal', version: 1, generation: 3, inode: '77', touchedAt: 1000 } as const
const first = { writtenAt: 1_700_000_000_000, floor: 5, records: [['timeSteps', 'a', 7]] }
const second = { writtenAt: 1_700_000_000_001, floor: 6, records: [] }
const bytes = Buffer.concat([encodeHeader(header), encodeBatch(first), encodeBatch(second)])

test('a batch is its checksum, its length and its JSON, one line', () => {
  const json = '[1700000000000,5,[["timeSteps","a",7]]]'
  assert.is(encodeBatch(first).toString(), `15cd291e 39 ${json}\n`)
  assert.is(crc32(json).toString(16), '15cd291e')
})

test('what was encoded is decoded', () => {
  assert.equal(decodeJournal(bytes), {
    header,
    batches: [first, second],
    size: bytes.length,
    torn: false,
    lastWrittenAt: second.writtenAt,
  })
})

test('a tear in the last batch leaves what came before, and its time where that is whole', () => {
  const whole = bytes.length - encodeBatch(second).length
  for (let cut = whole + 1; cut < bytes.length; cut++) {
    const decoded = decodeJournal(bytes.subarray(0, cut))
    assert.ok(decoded !== null && !('damagedLine' in decoded))
    assert.equal([decoded.batches, decoded.size, decoded.torn], [[first], whole, true])
    const timeIsWhole = cut >= whole + '12345678 20 [1700000000001,'.length
    assert.is(decoded.lastWrittenAt, timeIsWhole ? second.writtenAt : first.writtenAt)
  }
})

test('a header that was never finished is no journal', () => {
  for (let cut = 0; cut < encodeHeader(header).length; cut++) {
    assert.is(decodeJournal(bytes.subarray(0, cut)), null)
  }
})

test('any other damage is named by its line', () => {
  const headerLength = encodeHeader(header).length
  const lastStart = bytes.length - encodeBatch(second).length
  for (let at = 0; at < lastStart; at++) {
    const damaged = Buffer.from(bytes)
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
    assert.equal(decodeJournal(damaged), { damagedLine: at < headerLength ? 1 : 2 }, `byte ${at}`)
  }
  const otherVersion = Buffer.from(JSON.stringify({ ...header, version: 2 }))
  const line = Buffer.from(
    `${crc32(otherVersion).toString(16).padStart(8, '0')} ${otherVersion.length} ${otherVersion}\n`,
  )
  assert.equal(decodeJournal(line), { damagedLine: 1 }, 'a version that is not ours')
})

test.run()
