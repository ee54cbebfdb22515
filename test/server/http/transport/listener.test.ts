import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { Hono } from 'hono'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { HttpApp, HttpEnv } from '../../../../server/http/transport/http-env.ts'
import { openHttpListener } from '../../../../server/http/transport/listener.ts'
import { createConnections } from '../../../../server/lib/connections.ts'

const anyPort = { host: '127.0.0.1', port: 0, family: 4 } as const

/** A request that a test answers when it likes. */
function createSlowApp() {
  const app: HttpApp = new Hono<HttpEnv>()
  let arrive: () => void = () => {}
  let release: () => void = () => {}
  const hasArrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  app.get('/slow', async (c) => {
    arrive()
    await released
    return c.text('answered')
  })
  app.get('/', (c) => c.text(new URL(c.req.url).host))
  return { app, hasArrived, release }
}

async function connect(url: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function everything(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('what was taken is answered before it closes, and connections that idle are closed', async () => {
  const { app, hasArrived, release } = createSlowApp()
  const listener = await openHttpListener(app, anyPort)
  const idle = (await connect(listener.url)).resume()
  const waiting = await connect(listener.url)
  waiting.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
  await hasArrived
  const closed = listener.close()
  await once(idle, 'close')
  const refused = createConnection(Number(new URL(listener.url).port), '127.0.0.1')
  const [fault] = await once(refused, 'error')
  assert.is(fault.code, 'ECONNREFUSED')
  release()
  const answer = await everything(waiting)
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /^connection: close\r$/im)
  assert.match(answer, /answered$/)
  await closed
})

test('the Host that a request names is not the host of its URL', async () => {
  const listener = await openHttpListener(createSlowApp().app, anyPort)
  const socket = await connect(listener.url)
  socket.write('GET / HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n')
  assert.match(await everything(socket), /\r\n\r\nringlock$/)
  const strange = await connect(listener.url)
  strange.write('GET / HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n')
  assert.match(await everything(strange), /\r\n\r\nringlock$/)
  await listener.close()
})

test('security headers are on every answer, once each, and an answer may replace one', async () => {
  const app: HttpApp = new Hono<HttpEnv>()
  app.get('/plain', () => new Response('plain'))
  app.get('/cached', () => new Response('cached', { headers: { 'cache-control': 'max-age=60' } }))
  const listener = await openHttpListener(app, anyPort)
  const headersOf = async (path: string) => {
    const socket = await connect(listener.url)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    const [head = ''] = (await everything(socket)).split('\r\n\r\n')
    return head.split('\r\n').map((line) => line.toLowerCase())
  }
  // The last is no URL, so no route sees it.
  for (const path of ['/plain', '/cached', '/nowhere', '/a\\b']) {
    const headers = await headersOf(path)
    assert.is(headers.filter((line) => line === 'x-frame-options: deny').length, 1, path)
    assert.is(headers.filter((line) => line === 'x-content-type-options: nosniff').length, 1, path)
    const caching = headers.filter((line) => line.startsWith('cache-control:'))
    assert.equal(caching, [path === '/cached' ? 'cache-control: max-age=60' : 'cache-control: no-store'])
  }
  assert.match((await headersOf('/a\\b'))[0] ?? '', / 400 /)
  await listener.close()
})

test('what is no HTTP gets an answer, and its connection ends', async () => {
  const listener = await openHttpListener(createSlowApp().app, anyPort)
  const garbage = [
    '\0\0\0\0\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
  ]
  for (const bytes of garbage) {
    const socket = await connect(listener.url)
    socket.write(bytes)
    assert.match(await everything(socket), /^HTTP\/1\.1 4\d\d /)
  }
  assert.is((await fetch(listener.url)).status, 200)
  await listener.close()
})

test('a client that sends headers or a body too slowly loses the connection', async () => {
  const app: HttpApp = new Hono<HttpEnv>()
  app.post('/', async (c) => c.text(await c.req.text()))
  const impatient = { headersWithin: 20, requestWithin: 40, idleFor: 20, looksEvery: 10 }
  const listener = await openHttpListener(app, anyPort, impatient)
  for (const beginning of [
    '',
    'POST / HTTP/1.1\r\nHost: x\r\nX: ',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc',
  ]) {
    const socket = await connect(listener.url)
    socket.write(beginning)
    assert.not.match(await everything(socket), ' 200 ')
  }
  await listener.close()
})

test('a client that sends all of it is answered, and loses the connection that is idle afterwards', async () => {
  const app: HttpApp = new Hono<HttpEnv>()
  app.post('/', async (c) => c.text(await c.req.text()))
  const patience = { headersWithin: 60_000, requestWithin: 60_000, idleFor: 20, looksEvery: 10 }
  const listener = await openHttpListener(app, anyPort, patience)
  const idle = await connect(listener.url)
  idle.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc')
  assert.match(await everything(idle), /abc$/)
  await listener.close()
})

test('an answer that no one reads is given up; one that is read is whole', async () => {
  const app: HttpApp = new Hono<HttpEnv>()
  const length = 64 * 1024 * 1024
  app.get('/', () => new Response(Buffer.alloc(length)))
  const patience = { headersWithin: 10_000, requestWithin: 10_000, idleFor: 10_000, looksEvery: 10 }
  for (const [stalledFor, reads] of [
    [50, false],
    [10_000, true],
  ] as const) {
    let meet = (_: Socket) => {}
    const met = new Promise<Socket>((resolve) => {
      meet = resolve
    })
    const sourceOf = (socket: Socket) => {
      meet(socket)
      return 'a'
    }
    const crowd = { connections: createConnections({ total: 10, ofSource: 10 }), sourceOf }
    const listener = await openHttpListener(app, anyPort, { ...patience, stalledFor }, crowd)
    const client = (await connect(listener.url)).pause()
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const served = await met
    if (reads) assert.ok((await everything(client)).length > length)
    else if (!served.destroyed) await once(served, 'close')
    assert.ok(reads || client.bytesRead < length)
    client.destroy()
    await listener.close()
  }
})

test('an address that is taken is a fault', async () => {
  const listener = await openHttpListener(createSlowApp().app, anyPort)
  const port = Number(new URL(listener.url).port)
  await openHttpListener(createSlowApp().app, { ...anyPort, port }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'EADDRINUSE'),
  )
  await listener.close()
})

test.run()
