import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Pbx, pbxs } from '../../server/cli/module/pbx.ts'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { startApache } from './apache.ts'
import { startNginx } from './fusionpbx-servers.ts'
import { type Peer, peerTest } from './peers.ts'
import { untilAnswering } from './portal-site.ts'

interface Seen {
  readonly request: string
  readonly headers: IncomingHttpHeaders
}

/** Stands for Ringlock: tells what came through, and sets a cookie as Ringlock does. */
async function withRecorder(use: (url: string, seen: readonly Seen[]) => Promise<void>): Promise<void> {
  const seen: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    seen.push({ request: `${incoming.method} ${incoming.url}`, headers: incoming.headers })
    const cookie = 'ringlock_device_1=x; Path=/ringlock/api; HttpOnly; Secure; SameSite=Strict'
    outgoing.writeHead(200, { 'set-cookie': cookie, location: '/none' }).end('of Ringlock')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

type StartServer = (folder: string, snippet: string) => Promise<{ url: string; stop(): Promise<void> }>

const startWithApache: StartServer = async (folder, snippet) => {
  const included = join(folder, 'ringlock.conf')
  await writeFile(included, snippet)
  return startApache(folder, join(folder, 'html'), { include: included })
}

const startWithNginx: StartServer = async (folder, snippet) => {
  for (const name of ['logs', 'nginx']) await mkdir(join(folder, name))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await startNginx(folder, { root: join(folder, 'html'), port, snippet })
  await untilAnswering(url)
  return { url, stop: () => server.stop() }
}

const hosts = {
  freepbx: { needs: ['mod_php'], start: startWithApache },
  fusionpbx: { needs: ['nginx'], start: startWithNginx },
} as const satisfies Record<Pbx['kind'], { needs: Peer[]; start: StartServer }>

for (const pbx of pbxs) {
  const { needs, start } = hosts[pbx.kind]

  peerTest(
    `${pbx.title}'s web server, with the part that ringlock module prints, passes /ringlock/ on and nothing else`,
    { needs },
    () =>
      withRecorder((ringlock, seen) =>
        withTemporaryFolder(async (folder) => {
          await chmod(folder, 0o755)
          await mkdir(join(folder, 'html'))
          await writeFile(join(folder, 'html/index.html'), 'of the PBX')
          const server = await start(folder, pbx.proxy('/ringlock', ringlock))
          try {
            const get = (path: string) =>
              fetch(server.url + path, { headers: { 'x-forwarded-for': '192.0.2.1, 192.0.2.2' } })
            const passed = await get('/ringlock/api/v1/users?search=a%40b&limit=5')
            assert.is(await passed.text(), 'of Ringlock')
            const [{ request, headers } = { request: '', headers: {} as IncomingHttpHeaders }] = seen
            assert.is(request, 'GET /api/v1/users?search=a%40b&limit=5')
            assert.is(headers['x-forwarded-for'], '127.0.0.1', 'what the browser wrote is gone')
            const posted = await fetch(`${server.url}/ringlock/api/v1/login`, { method: 'POST', body: '{}' })
            assert.is(posted.status, 200)
            assert.is(seen.at(-1)?.request, 'POST /api/v1/login')
            const cookie = passed.headers.getSetCookie()[0] ?? ''
            // FusionPBX's own login has to see it; FreePBX's module sends cookies itself.
            assert.match(cookie, pbx.kind === 'fusionpbx' ? '; Path=/;' : '; Path=/ringlock/api;')

            const before = seen.length
            assert.is(await (await get('/index.html')).text(), 'of the PBX')
            for (const path of ['/ringlock-other/x', '/other/ringlock/x', '/api/v1/users'])
              assert.is((await get(path)).status, 404, path)
            assert.is(seen.length, before)
          } finally {
            await server.stop()
          }
        }),
      ),
  )
}

test("the package's part for nginx is what the command prints", async () => {
  const packed = await readFile(
    new URL('../../adapters/fusionpbx/module/nginx.conf', import.meta.url),
    'utf8',
  )
  const pbx = pbxs.find(({ kind }) => kind === 'fusionpbx')
  const directives = (text: string) => text.split('\n').filter((line) => !line.trim().startsWith('#'))
  assert.equal(directives(packed), directives(pbx?.proxy('/ringlock', 'http://127.0.0.1:8090') ?? ''))
})

test.run()
