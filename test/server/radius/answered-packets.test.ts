import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAnsweredPackets } from '../../../server/radius/answered-packets.ts'

test('of the packets answered, at least so many of the latest are remembered, and not for ever', () => {
  const answered = createAnsweredPackets(3)
  const fingerprint = (name: string) => name.repeat(16)
  for (const name of 'abcde') answered.add(fingerprint(name))
  assert.equal([...'cdef'].map(fingerprint).map(answered.has), [true, true, true, false])
  answered.add(fingerprint('f'))
  assert.equal([...'adf'].map(fingerprint).map(answered.has), [false, true, true])
})

test('fingerprints that differ in one byte are told apart, in a table as full as it gets', () => {
  const answered = createAnsweredPackets(512)
  const changed = (at: number, by: number) => {
    const fingerprint = Buffer.alloc(16)
    fingerprint[at] = by
    return fingerprint.toString('latin1')
  }
  const places = Array.from({ length: 16 }, (_, at) => at)
  assert.not(answered.has(changed(0, 0)))
  for (const at of places) for (let by = 1; by < 32; by++) answered.add(changed(at, by))
  for (const at of places) {
    for (let by = 1; by < 32; by++) assert.ok(answered.has(changed(at, by)), `byte ${at} is ${by}`)
    for (let by = 32; by < 64; by++) assert.not(answered.has(changed(at, by)), `byte ${at} is ${by}`)
  }
  assert.not(answered.has(changed(0, 0)))
})

test.run()
