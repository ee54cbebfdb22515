import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createProgress, describe, withProgress } from '../../../server/cli/progress.ts'
import { done, refused } from '../../../server/control/operation.ts'
import { createTeller } from '../../../server/control/progress.ts'
import { addAlice, withCommandFolder } from './commands.ts'
import { createScreens } from './screens.ts'

test('a line says how far the work is and how long it may take', () => {
  const hashing = { doing: 'Hashing passwords', done: 250, of: 1000 }
  assert.is(describe(hashing, 4000), 'Hashing passwords: 250 of 1000, about 12 s left')
  assert.is(describe({ ...hashing, done: 0 }, 0), 'Hashing passwords: 0 of 1000')
  assert.is(describe({ ...hashing, done: 1 }, 1000), 'Hashing passwords: 1 of 1000, about 16 min 39 s left')
  assert.is(describe({ doing: 'Copying', done: 0, of: null }, 3000), 'Copying, 3 s')
  assert.is(
    describe({ doing: 'Backing up', done: 2_500_000, of: null, unit: 'bytes' }, 1000),
    'Backing up: 2.5 MB, 1 s',
  )
})

test('it is shown on a terminal alone, ten times a second at most, and is gone in the end', () => {
  let now = 0
  for (const isTTY of [true, false]) {
    const screens = createScreens()
    const progress = createProgress({ stderr: Object.assign(screens.stderr, { isTTY }), clock: () => now })
    for (let i = 0; i < 100; i++) {
      progress.show({ doing: 'Working', done: i, of: 100 })
      now += 10
    }
    assert.is(progress.end(), ', 1 s')
    const lines = screens.complained().split('\r\u001b[K').slice(1)
    assert.is(lines.length, isTTY ? 11 : 0)
    if (isTTY) assert.equal([lines[0], lines.at(-1)], ['Working: 0 of 100', ''])
  }
})

test('long work says how long it took, short and refused work does not', async () => {
  let now = 0
  const context = { stderr: createScreens().stderr, clock: () => now }
  const lineAfter = async (milliseconds: number, answer = done('Done.', {})) =>
    (
      await withProgress<unknown>(context, async () => {
        now += milliseconds
        return answer
      })
    ).line
  assert.is(await lineAfter(999), 'Done.')
  assert.is(await lineAfter(17_400), 'Done. It took 17 s.')
  assert.is(await lineAfter(17_400, refused('no', 'No.')), 'No.')
})

test('what is told waits for no reader, and a reader that is gone ends no work', async () => {
  const told: unknown[] = []
  let ready = () => {}
  const tell = (message: unknown) => {
    told.push(message)
    return new Promise<void>((resolve) => (ready = resolve))
  }
  const teller = createTeller('Working', tell)
  for (let i = 0; i < 1000; i++) teller(i, 1000)
  assert.equal(told, [{ progress: { doing: 'Working', done: 0, of: 1000 } }])
  ready()
  const deaf = createTeller('Working', () => Promise.reject(new Error('the command is gone')))
  deaf(1, 2)
  await Promise.resolve()
})

test('an import through the running service tells its progress before its answer', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    await service.says('ready')
    const { askService } = await import('../../../server/cli/ask-service.ts')
    const { join } = await import('node:path')
    const lines = Array.from({ length: 8 }, (_, i) =>
      JSON.stringify({ name: `u${i}`, password: `password-${i}` }),
    )
    const asked = { operation: 'user import', request: { lines } }
    const dataDir = join(folder.folder, 'data')
    const messages: { progress?: { doing: string; of: number | null } }[] = []
    const answer = await askService(
      dataDir,
      asked,
      null,
      async (message) => void messages.push(message as never),
    )
    assert.ok(answer?.done)
    assert.is(messages[0]?.progress?.doing, 'Hashing passwords')
    assert.is(messages[0]?.progress?.of, 8)
    const again = await askService(dataDir, asked)
    assert.is(again?.done, false, 'without a listener the answer comes alone')
    service.child.kill('SIGTERM')
    await service.ended
  }))

test.run()
