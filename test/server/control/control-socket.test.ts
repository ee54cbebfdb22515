import { once } from 'node:events'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { askService } from '../../../server/cli/ask-service.ts'
import { type ControlRequest, openControlSocket } from '../../../server/control/control-socket.ts'
import { type Answer, done } from '../../../server/control/operation.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

const echo = ({ operation, request }: ControlRequest): Promise<Answer> | null =>
  operation === 'echo' ? Promise.resolve(done('echoed', request)) : null
const noFault = (fault: unknown) => assert.unreachable(String(fault))

/** Sends bytes and waits for the end; what came back. */
async function send(path: string, bytes: string | Uint8Array): Promise<string> {
  const socket = createConnection(path)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.end(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

test('a request is answered, through a socket for its owner alone', () =>
  withTemporaryFolder(async (dataDir) => {
    const umask = process.umask(0)
    try {
      const socket = await openControlSocket(dataDir, echo, noFault)
      assert.is((await stat(join(dataDir, 'ringlock.sock'))).mode & 0o777, 0o600)
      assert.is(process.umask(), 0)
      const request = { text: 'é\n🐎', big: 'x'.repeat(1_000_000) }
      assert.equal(await askService(dataDir, { operation: 'echo', request }), done('echoed', request))
      await socket.close()
      assert.is(await askService(dataDir, { operation: 'echo', request }), null)
    } finally {
      process.umask(umask)
    }
  }))

test('garbage closes its connection, and nothing else', () =>
  withTemporaryFolder(async (dataDir) => {
    const socket = await openControlSocket(dataDir, echo, noFault)
    const path = join(dataDir, 'ringlock.sock')
    for (const garbage of [
      '',
      '\n',
      'hello\n',
      'null\n',
      '[]\n',
      '{"operation":"echo"}\n',
      '{"operation":7,"request":1}\n',
      '{"operation":"toString","request":{}}\n',
      Uint8Array.of(0, 255, 10),
      '{"operation":"echo","request":{}}',
    ]) {
      assert.is(await send(path, garbage), '')
    }
    assert.equal(await askService(dataDir, { operation: 'echo', request: 1 }), done('echoed', 1))
    await socket.close()
  }))

test('a fault is told to the one who asked, and to the service', () =>
  withTemporaryFolder(async (dataDir) => {
    const faults: unknown[] = []
    const socket = await openControlSocket(
      dataDir,
      () => Promise.reject(new Error('the disk is full')),
      (fault, operation) => faults.push([(fault as Error).message, operation]),
    )
    const error = await askService(dataDir, { operation: 'any', request: null }).catch(
      (error: Error) => error,
    )
    assert.is((error as Error).message, 'the disk is full')
    assert.equal(faults, [['the disk is full', 'any']])
    await socket.close()
  }))

test('a service that goes away without an answer is a fault', () =>
  withTemporaryFolder(async (dataDir) => {
    const socket = await openControlSocket(dataDir, () => null, noFault)
    const error = await askService(dataDir, { operation: 'any', request: null }).catch(
      (error: Error) => error,
    )
    assert.match((error as Error).message, /gave no answer/)
    await socket.close()
  }))

test('who can wait only so long gets no answer, and no yes', () =>
  withTemporaryFolder(async (dataDir) => {
    let begun = (_: (answer: Answer) => void) => {}
    const isBegun = new Promise<(answer: Answer) => void>((resolve) => {
      begun = resolve
    })
    const never = () => new Promise<Answer>((resolve) => begun(resolve))
    const socket = await openControlSocket(dataDir, never, noFault)
    const asked = askService(dataDir, { operation: 'verify', request: null }, 50)
    assert.match(((await asked.catch((error: Error) => error)) as Error).message, /gave no answer/)
    const finish = await isBegun
    finish(done('too late', null))
    await socket.close()
  }))

test('closing answers what was asked, and waits for no one who asks nothing', () =>
  withTemporaryFolder(async (dataDir) => {
    let finish = (_: Answer) => {}
    let begun = () => {}
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const socket = await openControlSocket(
      dataDir,
      () => {
        begun()
        return new Promise((resolve) => {
          finish = resolve
        })
      },
      noFault,
    )
    const silent = createConnection(join(dataDir, 'ringlock.sock'))
    await once(silent, 'connect')
    const asked = askService(dataDir, { operation: 'slow', request: null })
    await isBegun
    const closed = socket.close()
    finish(done('late, and still answered', null))
    assert.is((await asked)?.line, 'late, and still answered')
    await closed
    silent.destroy()
  }))

test('a socket left behind is replaced, and no one answers behind one', () =>
  withTemporaryFolder(async (dataDir) => {
    assert.is(await askService(dataDir, { operation: 'echo', request: 1 }), null)
    assert.is(await askService(join(dataDir, 'no-such-folder'), { operation: 'echo', request: 1 }), null)
    await writeFile(join(dataDir, 'ringlock.sock'), '')
    assert.is(await askService(dataDir, { operation: 'echo', request: 1 }), null)
    const socket = await openControlSocket(dataDir, echo, noFault)
    assert.equal(await askService(dataDir, { operation: 'echo', request: 1 }), done('echoed', 1))
    await socket.close()
  }))

test('a path longer than a socket address works', () =>
  withTemporaryFolder(async (folder) => {
    const dataDir = join(folder, 'deep'.repeat(50))
    await mkdir(dataDir)
    const socket = await openControlSocket(dataDir, echo, noFault)
    assert.equal(await askService(dataDir, { operation: 'echo', request: 1 }), done('echoed', 1))
    await socket.close()
    const gone = await stat(join(dataDir, 'ringlock.sock')).catch(
      (error: NodeJS.ErrnoException) => error.code,
    )
    assert.is(gone, 'ENOENT')
  }))

test.run()
