import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createConnections, type Stake } from '../../../server/lib/connections.ts'

function fakeSocket(name: string) {
  const socket = Object.assign(new EventEmitter(), {
    name,
    destroyed: false,
    destroy() {
      socket.destroyed = true
      // Told later, as by Node.
      queueMicrotask(() => socket.emit('close'))
    },
  })
  return socket as typeof socket & Socket
}

function world(total: number, ofSource: number) {
  let closed = 0
  const connections = createConnections({ total, ofSource }, () => closed++)
  const admit = (name: string, source: string | null = 'a', stake?: Stake) => {
    const socket = fakeSocket(name)
    connections.admit(socket, source)
    if (stake !== undefined) connections.begin(socket, () => stake)
    return socket
  }
  return { connections, admit, closed: () => closed }
}

const open = (sockets: readonly { readonly name: string; readonly destroyed: boolean }[]) =>
  sockets.filter(({ destroyed }) => !destroyed).map(({ name }) => name)

test('the longest idle goes for a new one; what is answered never does', () => {
  const { admit, connections } = world(3, 3)
  const sockets = [admit('1'), admit('2'), admit('3')]
  connections.begin(sockets[0] as Socket, () => 'answering')
  sockets.push(admit('4'))
  assert.equal(open(sockets), ['1', '3', '4'])
  connections.end(sockets[0] as Socket)
  sockets.push(admit('5'))
  assert.equal(open(sockets), ['1', '4', '5'], 'what was active last is the youngest')
})

test('what is slow goes where nothing idles, and a new one where everything is answered', () => {
  const { admit } = world(3, 3)
  const sockets = [admit('1', 'a', 'answering'), admit('2', 'a', 'slow'), admit('3', 'a', 'slow')]
  sockets.push(admit('4', 'a', 'answering'))
  assert.equal(open(sockets), ['1', '3', '4'])
  sockets.push(admit('5', 'a', 'answering'))
  assert.equal(open(sockets), ['1', '4', '5'])
  sockets.push(admit('6'))
  assert.equal(open(sockets), ['1', '4', '5'])
})

test('who has most gives way, not who came first', () => {
  const { admit } = world(4, 4)
  const quiet = admit('quiet', 'b')
  const crowd = ['1', '2', '3', '4', '5'].map((name) => admit(name, 'a'))
  assert.equal(open([quiet, ...crowd]), ['quiet', '3', '4', '5'])
  const third = admit('third', 'c')
  assert.equal(open([quiet, ...crowd, third]), ['quiet', '4', '5', 'third'])
})

test('one source has its bound, with room for others; a proxy has none, and goes last', () => {
  const { admit, closed } = world(6, 2)
  const proxy = ['p1', 'p2', 'p3'].map((name) => admit(name, null))
  const crowd = ['1', '2', '3'].map((name) => admit(name, 'a'))
  assert.equal(open([...proxy, ...crowd]), ['p1', 'p2', 'p3', '2', '3'])
  const others = ['b', 'c', 'd'].map((source) => admit(source, source))
  assert.equal(open([...proxy, ...crowd, ...others]), ['p1', 'p2', 'p3', 'b', 'c', 'd'])
  assert.is(closed(), 3)
})

test('what is closed by its other end makes room', async () => {
  const { admit } = world(1, 1)
  const first = admit('1')
  first.destroy()
  await Promise.resolve()
  const second = admit('2')
  assert.equal([second.destroyed, first.listenerCount('close')], [false, 0])
})

test('there are never more than the bound, and none that is answered is closed', async () => {
  const step = fc.record({
    what: fc.constantFrom('admit', 'begin', 'end', 'close'),
    which: fc.nat(20),
    source: fc.constantFrom('a', 'b', 'c', null),
    stake: fc.constantFrom<Stake>('slow', 'answering'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { connections } = world(5, 3)
      const sockets: ReturnType<typeof fakeSocket>[] = []
      const answered = new Set<Socket>()
      for (const { what, which, source, stake } of steps) {
        const socket = sockets[which % (sockets.length || 1)]
        if (what === 'admit') {
          const added = fakeSocket(String(sockets.length))
          sockets.push(added)
          connections.admit(added, source)
        } else if (socket !== undefined && !socket.destroyed) {
          if (what === 'begin') {
            connections.begin(socket, () => stake)
            if (stake === 'answering') answered.add(socket)
            else answered.delete(socket)
          } else {
            answered.delete(socket)
            if (what === 'end') connections.end(socket)
            else socket.destroy()
          }
        }
        await Promise.resolve()
        assert.ok(open(sockets).length <= 5)
        for (const each of answered) assert.not.ok(each.destroyed)
      }
    }),
  )
})

test.run()
