import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { modeForOthers } from '../../../server/config/text-file.ts'

test('root shares a file with the group of a service, for reading alone', () => {
  const service = 991
  for (const [mode, uid, gid, forOthers] of [
    [0o600, service, service, 0],
    [0o640, 0, service, 0],
    [0o660, 0, service, 0o020],
    [0o644, 0, service, 0o004],
    [0o640, 0, 0, 0o040],
    [0o640, service, service, 0o040],
    [0o644, service, service, 0o044],
  ] as const) {
    assert.is(modeForOthers({ mode, uid, gid }), forOthers, `${uid}:${gid} ${mode.toString(8)}`)
  }
})

test.run()
