import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listenToSignals } from '../../../server/cli/signals.ts'

const send = (signal: NodeJS.Signals) => process.emit(signal, signal)

test('the first signal asks to end, the second does not want to wait', async () => {
  const signals = listenToSignals()
  send('SIGTERM')
  assert.is(await signals.end, 'SIGTERM')
  send('SIGINT')
  assert.is(await signals.endNow, 'SIGINT')
  signals.release()
})

test('SIGHUP is no end where it means something else', async () => {
  const before = process.listenerCount('SIGHUP')
  let hangups = 0
  const serving = listenToSignals(() => hangups++)
  send('SIGHUP')
  send('SIGINT')
  assert.is(await serving.end, 'SIGINT')
  assert.is(hangups, 1)
  serving.release()

  const trying = listenToSignals()
  send('SIGHUP')
  assert.is(await trying.end, 'SIGHUP')
  trying.release()
  assert.is(process.listenerCount('SIGHUP'), before)
})

test.run()
