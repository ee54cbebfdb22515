import { once } from 'node:events'
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { Hono } from 'hono'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkHttpTls } from '../../server/cli/doctor/http.ts'
import type { HttpConfig } from '../../server/config/load-config.ts'
import { readTlsKeys } from '../../server/config/tls-files.ts'
import type { HttpEnv } from '../../server/http/transport/http-env.ts'
import { openHttpListener, usualPatience } from '../../server/http/transport/listener.ts'
import { createConnections } from '../../server/lib/connections.ts'
import { freePort } from '../free-port.ts'
import { withCommandFolder } from '../server/cli/commands.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { peerTest } from './peers.ts'

const needs = { needs: ['openssl'] } as const
const at = { file: 'ringlock.yaml', line: 1, column: 1, path: 'http.tls' }
const anyPort = { host: '127.0.0.1', port: 0, family: 4 } as const

const filesOf = ({ certificate, key }: Pick<Certificates, 'certificate' | 'key'>) => ({
  cert: { path: certificate, at },
  key: { path: key, at },
})

async function certificatesIn(folder: string, name: string): Promise<Certificates> {
  const own = join(folder, name)
  await mkdir(own)
  return makeCertificates(own)
}

async function ask(url: string, ca: string, agent = new Agent({ maxCachedSessions: 0 })): Promise<string> {
  const request = get(url, { ca: await readFile(ca), agent })
  const [response] = await once(request, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return text
}

async function shake(url: string, options: ConnectionOptions): Promise<string | null> {
  const socket = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    servername: 'localhost',
    ...options,
  })
  try {
    await once(socket, 'secureConnect')
    return socket.getProtocol()
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  } finally {
    socket.destroy()
  }
}

async function openListener(made: Certificates, most = 100) {
  const app = new Hono<HttpEnv>()
  app.get('/', (c) => c.text('hello'))
  const crowd = { connections: createConnections({ total: most, ofSource: most }), sourceOf: () => 'a' }
  return openHttpListener(app, anyPort, usualPatience, crowd, await readTlsKeys(filesOf(made)))
}

peerTest('the listener speaks TLS 1.2 and 1.3, nothing older, and no HTTP in the clear', needs, () =>
  withTemporaryFolder(async (folder) => {
    const made = await certificatesIn(folder, 'one')
    const listener = await openListener(made)
    const ca = await readFile(made.ca)
    assert.match(listener.url, /^https:\/\/127\.0\.0\.1:\d+$/)
    assert.is(await ask(listener.url, made.ca), 'hello')
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.is(await shake(listener.url, { ca, minVersion: version, maxVersion: version }), version)
    }
    const old = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    assert.match((await shake(listener.url, old)) ?? '', /^ERR_SSL_|ECONNRESET/)
    const stranger = await certificatesIn(folder, 'two')
    assert.match(
      (await shake(listener.url, { ca: await readFile(stranger.ca) })) ?? '',
      /SIGNATURE|SELF_SIGNED|UNABLE/,
    )
    const clear = await fetch(listener.url.replace('https', 'http')).then(
      ({ status }) => status,
      () => 'closed',
    )
    assert.is(clear, 'closed')
    await listener.close()
  }),
)

peerTest('new keys are for new connections; those there are go on', needs, () =>
  withTemporaryFolder(async (folder) => {
    const [one, two] = [await certificatesIn(folder, 'one'), await certificatesIn(folder, 'two')]
    const listener = await openListener(one)
    const kept = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 })
    assert.is(await ask(listener.url, one.ca, kept), 'hello')
    const [before] = Object.values(kept.freeSockets).flat() as TLSSocket[]
    listener.useTls(await readTlsKeys(filesOf(two)))
    assert.is(await ask(listener.url, two.ca), 'hello')
    const refused = await ask(listener.url, one.ca).catch((error) => error)
    assert.instance(refused, Error)
    // The certificate of `two` would be refused on it.
    assert.is(await ask(listener.url, one.ca, kept), 'hello')
    assert.is(Object.values(kept.freeSockets).flat()[0], before)
    kept.destroy()
    await listener.close()
  }),
)

peerTest('connections over TLS are bounded as others are, those without a handshake too', needs, () =>
  withTemporaryFolder(async (folder) => {
    const made = await certificatesIn(folder, 'one')
    const listener = await openListener(made, 2)
    const open = async () => {
      const socket = connect({
        port: Number(new URL(listener.url).port),
        host: '127.0.0.1',
        rejectUnauthorized: false,
      })
      await once(socket, 'secureConnect')
      return socket.on('error', () => {}).resume()
    }
    const first = await open()
    const ended = once(first, 'close')
    const second = await open()
    const third = await open()
    await ended
    assert.is(await ask(listener.url, made.ca), 'hello')
    const closed = listener.close()
    for (const socket of [second, third]) if (!socket.destroyed) await once(socket, 'close')
    await closed
  }),
)

peerTest('faults of the two files are told with their place, by every command', needs, () =>
  withTemporaryFolder(async (folder) => {
    const [one, two] = [await certificatesIn(folder, 'one'), await certificatesIn(folder, 'two')]
    const empty = join(folder, 'empty.pem')
    await writeFile(empty, '')
    const locked = join(folder, 'locked.pem')
    await writeFile(
      locked,
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n',
    )
    const foundIn = (certificate: string, key: string) =>
      readTlsKeys(filesOf({ certificate, key })).then(
        () => [],
        ({ faults }) => faults.map(({ found }: { found: string }) => found),
      )
    assert.equal(await foundIn(one.certificate, one.key), [])
    assert.equal(await foundIn(one.certificate, two.key), ['the key of another certificate'])
    assert.equal(await foundIn(one.key, one.certificate), ['no certificate', 'no private key'])
    assert.equal(await foundIn(empty, join(folder, 'none')), ['no certificate', 'no such file'])
    assert.equal(await foundIn(one.certificate, locked), ['a key with a passphrase'])
    assert.equal(await foundIn(folder, folder), ['a folder', 'a folder'])
  }),
)

peerTest('doctor tells of a certificate that ends soon, has ended, or is for another host', needs, () =>
  withTemporaryFolder(async (folder) => {
    const made = await certificatesIn(folder, 'one')
    await chmod(made.key, 0o600)
    const found = async (publicUrl: string, now: number) => {
      const http = { publicUrl, tls: filesOf(made) } as unknown as HttpConfig
      return (await checkHttpTls({ http }, now)).map(({ level, message }) => `${level} ${message}`)
    }
    const day = 86_400_000
    const [soon = ''] = await found('https://localhost', Date.now())
    assert.match(soon, /^warning its certificate expires at 20.*SIGHUP$/)
    assert.match(
      (await found('https://127.0.0.1:8443/x', Date.now()))[0] ?? '',
      /^warning its certificate expires/,
    )
    assert.match(
      (await found('https://localhost', Date.now() + 3 * day))[0] ?? '',
      /^fault its certificate expired at/,
    )
    assert.match((await found('https://localhost', Date.now() - 3 * day))[0] ?? '', /^fault .* only from/)
    assert.match(
      (await found('https://pbx.example.org', Date.now()))[1] ?? '',
      /^fault .* not for pbx\.example\.org/,
    )
    await chmod(made.key, 0o644)
    assert.match(
      (await found('https://localhost', Date.now()))[1] ?? '',
      /^fault .*server\.key is open to others/,
    )
  }),
)

peerTest('SIGHUP reads the files again; faulty ones change nothing, and stop a start', needs, () =>
  withCommandFolder(async (folder) => {
    const [one, two] = [
      await certificatesIn(folder.folder, 'one'),
      await certificatesIn(folder.folder, 'two'),
    ]
    const port = await freePort()
    const url = `https://127.0.0.1:${port}`
    const tls = { cert: './one/server.pem', key: './one/server.key' }
    await folder.configure({ http: { listen: `127.0.0.1:${port}`, publicUrl: url, tls } })
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    assert.match(service.output(), `"http":"${url}"`)
    assert.is(await ask(`${url}/healthz`, one.ca), await ask(`${url}/healthz`, one.ca))
    await copyFile(two.certificate, one.certificate)
    service.child.kill('SIGHUP')
    await service.says('"msg":"the configuration was not reloaded; nothing was changed"')
    assert.match(service.output(), /http\.tls\.key: found the key of another certificate/)
    assert.ok(await ask(`${url}/healthz`, one.ca))
    const refused = await folder.run(['doctor'])
    assert.match(
      refused.stdout,
      /fault +configuration .*http\.tls\.key: found the key of another certificate/,
    )
    await copyFile(two.key, one.key)
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    assert.not.match(service.output(), 'need a restart')
    assert.ok(await ask(`${url}/healthz`, two.ca))
    service.child.kill('SIGTERM')
    assert.is((await service.ended).exitCode, 0)
    await writeFile(one.key, '')
    const { exitCode, stderr } = await folder.start(['serve']).ended
    assert.is(exitCode, 2)
    assert.match(stderr, /http\.tls\.key: found no private key/)
  }),
)

test.run()
