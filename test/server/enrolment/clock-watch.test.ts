import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createClockWatch } from '../../../server/enrolment/confirming.ts'

const test = suite<{ notices: string[]; see: (...offsets: number[]) => void }>('clock watch')
test.before.each((context) => {
  context.notices = []
  const watch = createClockWatch((message) => context.notices.push(message))
  let users = 0
  context.see = (...offsets) => {
    for (const offset of offsets) watch.saw(`local:${users++}`, offset, 1000)
  }
})

const minute = 60_000
const hour = 60 * minute

test('three users whose apps are off by the same amount tell of our clock, once', ({ see, notices }) => {
  see(120, 150)
  assert.equal(notices, [])
  see(120, 120, 150)
  assert.equal(notices, [
    "this server's clock seems to be about 120 s behind the right time: the authenticator apps of 3 users agree on it",
  ])
})

test('the other way round too', ({ see, notices }) => {
  see(-300, -300, -330)
  assert.match(notices[0] ?? '', /about 330 s ahead of the right time/)
})

test('users who are off in different ways, or beside more who are right, tell nothing', ({
  see,
  notices,
}) => {
  see(120, -120, 300, -300, 480)
  assert.equal(notices, [])
  see(0, 0, 0, 0, 0, 0, 120, 120)
  assert.equal(notices, [])
})

test('one user who tries again and again is one user', () => {
  const notices: string[] = []
  const watch = createClockWatch((message) => notices.push(message))
  for (let i = 0; i < 10; i++) watch.saw('local:1', 120, i)
  assert.equal(notices, [])
})

test('what was seen an hour ago is forgotten, and the notice comes again after an hour', () => {
  const notices: string[] = []
  const watch = createClockWatch((message) => notices.push(message))
  watch.saw('local:1', 120, 0)
  watch.saw('local:2', 120, 0)
  watch.saw('local:3', 120, hour + 1)
  assert.equal(notices, [])
  for (const at of [2 * hour, 2 * hour + minute, 3 * hour + 2 * minute]) {
    for (const user of ['local:1', 'local:2', 'local:3']) watch.saw(user, 120, at)
  }
  assert.is(notices.length, 2)
})

test.run()
