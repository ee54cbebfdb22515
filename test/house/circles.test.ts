import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { circles } from './circles.ts'

const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0] ?? '', to: pair[1] ?? '' }))

test('what reaches itself again is found, and all of it', () => {
  assert.equal(circles(edges('ab', 'ba')), [['a', 'b']])
  assert.equal(circles(edges('ab', 'bc', 'ca', 'cd')), [['a', 'b', 'c']])
  assert.equal(circles(edges('ab', 'ba', 'bc', 'cd', 'dc')), [
    ['a', 'b'],
    ['c', 'd'],
  ])
})

test('what meets without a way back is no circle', () => {
  assert.equal(circles(edges('ab', 'ac', 'bd', 'cd')), [])
})

test.run()
