import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  isSpentStep,
  lastStep,
  releaseSteps,
  type SpentSteps,
  spendStep,
  unspendStep,
} from '../../../server/state/spent-steps.ts'

const claimAll = (steps: readonly number[], row?: SpentSteps): SpentSteps | undefined =>
  steps.reduce<SpentSteps | undefined>(
    (sum, step) => (isSpentStep(sum, step) ? sum : spendStep(sum, step)),
    row,
  )

test('a row is the last step, what all is spent up to, and the spans above', () => {
  assert.equal(spendStep(undefined, 5), [5, -1, 5, 5])
  assert.equal(spendStep([5, -1, 5, 5], 9), [9, -1, 5, 5, 9, 9])
  assert.equal(spendStep(5, 9), [9, 5, 9, 9], 'a row of the first versions')
  assert.is(lastStep(undefined), -1)
  assert.is(lastStep(7), 7)
})

test('steps in a row are one span; what is spent up to, and a span above, stay apart from it', () => {
  assert.equal(claimAll([5, 6, 7, 9, 10]), [10, -1, 5, 7, 9, 10])
  assert.equal(spendStep(5, 6), [6, 5, 6, 6])
  assert.equal(spendStep([6, -1, 6, 6, 9, 9], 7), [7, -1, 6, 7, 9, 9])
  assert.equal(spendStep([6, -1, 6, 6, 9, 9], 8), [8, -1, 6, 6, 8, 8, 9, 9])
})

test('a step that was claimed stays spent, however many follow and whatever is released', () => {
  const gap = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(100, 2880, 1_000_000))
  const act = fc.oneof(gap, fc.record({ release: fc.nat(20) }))
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      let row: SpentSteps | undefined
      const claimed: number[] = []
      for (const each of acts) {
        if (typeof each === 'number') {
          const step = lastStep(row) + each
          if (isSpentStep(row, step)) continue
          row = spendStep(row, step)
          claimed.push(step)
        } else if (row !== undefined) {
          row = releaseSteps(row, claimed.at(-1 - each.release) ?? 0)
        }
        for (const step of claimed) assert.ok(isSpentStep(row, step), `${step} of ${JSON.stringify(row)}`)
        assert.ok(row === undefined || typeof row === 'number' || row.length <= 14, 'bounded')
      }
    }),
    { numRuns: 2000 },
  )
})

test('a step that is given back is free again, and no other', () => {
  const gap = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(100, 2880))
  fc.assert(
    fc.property(fc.array(gap, { minLength: 2, maxLength: 20 }), (gaps) => {
      const steps = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, each) => sum + each, 0))
      const last = steps.at(-1) as number
      const before = claimAll(steps) as SpentSteps
      assert.is(unspendStep(before, last - 1), before, 'not the last one')
      const after = unspendStep(before, last)
      assert.not(isSpentStep(after, last))
      for (const step of steps.slice(0, -1)) assert.ok(isSpentStep(after, step))
      assert.ok(isSpentStep(spendStep(after, last), last))
    }),
  )
  assert.is(unspendStep(7, 7), 6, 'a row of the first versions')
  assert.is(unspendStep(undefined, 7), undefined)
})

test('after a clock that ran ahead all but the steps that were claimed is free', () => {
  const right = [10, 3000, 3010, 5000]
  for (const ahead of [
    [1_000_000],
    [1_000_000, 1_000_007, 1_002_000],
    Array.from({ length: 20 }, (_, i) => 1_000_000 + 50 * i),
  ]) {
    const row = releaseSteps(claimAll([...right, ...ahead]) as SpentSteps, 5020)
    assert.is(lastStep(row), 5000)
    assert.not(isSpentStep(row, 5001))
    assert.not(isSpentStep(row, 999_999))
    for (const step of ahead) assert.ok(isSpentStep(row, step))
    const next = spendStep(row, 5021)
    assert.not(isSpentStep(next, 5022))
    assert.ok(isSpentStep(next, 1_000_000))
  }
})

test('a clock a few minutes ahead is told from a right one by the latest claims', () => {
  const row = releaseSteps(claimAll([1000, 4000, 7000, 7005, 7130, 7140]) as SpentSteps, 7010)
  assert.equal(
    [lastStep(row), isSpentStep(row, 7011), isSpentStep(row, 7130), isSpentStep(row, 7135)],
    [7005, false, true, false],
  )
})

test('of a row of the first versions a week before its step stays refused', () => {
  const row = releaseSteps(1_000_000, 5000)
  assert.equal(
    [isSpentStep(row, 5000), isSpentStep(row, 5001), isSpentStep(row, 979_839), isSpentStep(row, 979_840)],
    [true, false, false, true],
  )
  assert.is(releaseSteps(6000, 5000), 6000, 'too close to tell')
  assert.is(releaseSteps(4000, 5000), 4000, 'nothing to release')
})

test.run()
