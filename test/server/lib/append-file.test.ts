import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type AppendFile, createAppendFile, openForAppending } from '../../../server/lib/append-file.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'

const test = folderSuite('append file')

interface Rig {
  readonly path: string
  readonly file: AppendFile<string>
  /** What each write was made of. */
  readonly writes: string[][]
  /** Thrown by the writes that begin while it is set. */
  fault: Error | null
}

async function createRig(folder: string, name = 'file'): Promise<Rig> {
  const path = join(folder, name)
  const rig: Omit<Rig, 'file'> = { path, writes: [], fault: null }
  const file = createAppendFile<string>(
    { handle: await openForAppending(path, 'new'), size: 0 },
    {
      form(entries) {
        if (rig.fault !== null) throw rig.fault
        rig.writes.push([...entries])
        return Buffer.from(entries.join(''))
      },
      onWritten: () => {},
      onFailure: (cause) => new Error('not written', { cause }),
    },
  )
  return Object.assign(rig, { file })
}

const content = (path: string) => readFile(path, 'utf8')

test('all that is appended in one turn shares a write, and the promise', async ({ folder }) => {
  const { file, path, writes } = await createRig(folder)
  const first = file.append('a')
  assert.is(file.append('b'), first)
  await first
  assert.is(await content(path), 'ab')
  assert.is(file.size, 2)
  await file.append('c')
  assert.equal(writes, [['a', 'b'], ['c']])
  await file.close()
  assert.is(await content(path), 'abc')
})

test('all that arrives during a write shares the next one', async ({ folder }) => {
  const { file, path, writes } = await createRig(folder)
  const first = file.append('a')
  await new Promise(setImmediate)
  const second = file.append('b')
  assert.is.not(second, first)
  assert.is(file.append('c'), second)
  await file.settled()
  assert.equal(writes, [['a'], ['b', 'c']])
  assert.is(await content(path), 'abc')
  await file.close()
})

test('a failed write takes the waiting one along, and undoes both from the last to the first', async ({
  folder,
}) => {
  const rig = await createRig(folder)
  const { file, path } = rig
  await file.append('before')
  const undone: string[] = []
  const handleFault = new Error('no room')
  const failing = ['a', 'b'].map((entry) => file.append(entry, () => undone.push(entry)))
  rig.fault = handleFault
  const [first, second] = await Promise.allSettled(failing)
  assert.equal(undone, ['b', 'a'])
  assert.is(first?.status === 'rejected' && first.reason.cause, handleFault)
  assert.is(second?.status === 'rejected' && second.reason.cause, handleFault)
  rig.fault = null
  await file.append('after')
  assert.is(await content(path), 'beforeafter')
  await file.close()
})

test('what has a cause is written after it, and all of one cause share the write and the promise', async ({
  folder,
}) => {
  const { file, path, writes } = await createRig(folder)
  let happen = () => {}
  const cause = new Promise<void>((resolve) => {
    happen = resolve
  })
  const first = file.appendAfter(cause, 'b')
  assert.is(file.appendAfter(cause, 'c'), first)
  await file.append('a')
  assert.is(await content(path), 'a')
  happen()
  await first
  assert.equal(writes, [['a'], ['b', 'c']])
  await file.appendAfter(cause, 'd')
  assert.is(await content(path), 'abcd', 'a cause of before')
  await file.close()
})

test('all is settled when what has a cause is written too, and though a cause failed', async ({ folder }) => {
  const { file, path, writes } = await createRig(folder)
  let happen = () => {}
  const cause = new Promise<void>((resolve) => {
    happen = resolve
  })
  file.appendAfter(cause, 'a')
  const settled = file.settled()
  happen()
  await settled
  assert.equal(writes, [['a']])
  file.append('b')
  file.appendAfter(Promise.reject(new Error('no room')), 'lost')
  await file.settled()
  assert.is(await content(path), 'ab')
  await file.close()
})

test('what has a cause that failed is not written, and what has another is', async ({ folder }) => {
  const { file, path } = await createRig(folder)
  const fault = new Error('no room')
  let fail = (_: Error) => {}
  const failing = new Promise<void>((_, reject) => {
    fail = reject
  })
  const lost = file.appendAfter(failing, 'lost')
  const kept = file.appendAfter(Promise.resolve(), 'kept')
  fail(fault)
  const [first, second] = await Promise.allSettled([lost, kept])
  assert.is(first?.status === 'rejected' && first.reason, fault)
  assert.is(second?.status, 'fulfilled')
  assert.is(await content(path), 'kept')
  await file.close()
})

test('a file is closed when what still waits for its cause is written', async ({ folder }) => {
  const { file, path } = await createRig(folder)
  let happen = () => {}
  const written = file.appendAfter(new Promise<void>((resolve) => (happen = resolve)), 'a')
  const closed = file.close()
  happen()
  await closed
  await written
  assert.is(await content(path), 'a')
})

test('what lies behind the bytes that count is cut off by the first write', async ({ folder }) => {
  const { file, path } = await createRig(folder)
  await file.append('whole, and half of a li')
  await file.close()
  const reopened = createAppendFile<string>(
    { handle: await openForAppending(path, 'existing'), size: 5 },
    { form: (entries) => Buffer.from(entries.join('')), onWritten: () => {}, onFailure: () => new Error() },
  )
  assert.is(await content(path), 'whole, and half of a li', 'nothing is changed before')
  await reopened.append('!')
  assert.is(await content(path), 'whole!')
  await reopened.close()
})

test('after a move, what is being written stays where it was, and the rest goes on elsewhere', async ({
  folder,
}) => {
  const { file, path } = await createRig(folder)
  const other = join(folder, 'other')
  const first = file.append('a')
  await new Promise(setImmediate)
  const second = file.append('b')
  await file.moveTo({ handle: await openForAppending(other, 'new'), size: 0 })
  await Promise.all([first, second])
  assert.is((await content(path)) + (await content(other)), 'ab')
  await file.append('c')
  assert.match(await content(other), /c$/)
  await file.close()
})

test('a closed file has everything, and takes no more', async ({ folder }) => {
  const { file, path } = await createRig(folder)
  const last = file.append('a')
  await file.close()
  await last
  assert.is(await content(path), 'a')
  const refused = await file.append('b').catch((error) => error)
  assert.is(refused.message, 'not written')
  assert.is(await content(path), 'a')
})

test('a new file is for its owner, and is never an old one', async ({ folder }) => {
  const handle = await openForAppending(join(folder, 'new'), 'new')
  assert.is((await handle.stat()).mode & 0o777, 0o600)
  await handle.close()
  const again = await openForAppending(join(folder, 'new'), 'new').catch((error) => error)
  assert.is(again.code, 'EEXIST')
  const missing = await openForAppending(join(folder, 'none'), 'existing').catch((error) => error)
  assert.is(missing.code, 'ENOENT')
})

test.run()
