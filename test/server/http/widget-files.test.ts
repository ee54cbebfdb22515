import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { HttpEnv } from '../../../server/http/transport/http-env.ts'
import { addWidgetFiles } from '../../../server/http/widget-files.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

type Get = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>

function withWidgets(use: (get: Get) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const built = join(folder, 'widgets')
    await mkdir(join(built, 'locales'), { recursive: true })
    await writeFile(join(folder, 'secret.js'), 'secret')
    await writeFile(join(built, 'ringlock.js'), 'export {}')
    await writeFile(join(built, '.hidden.js'), 'hidden')
    await writeFile(join(built, 'notes.txt'), 'notes')
    await writeFile(join(built, 'locales/de-D4f_a8Xz.js'), 'export {}')
    const app = new Hono<HttpEnv>()
    addWidgetFiles(app, built)
    await use(async (path, headers = {}) => app.request(`/widgets/${path}`, { headers }))
  })
}

test('widgets are served to every page, and asked for again by their ETag', () =>
  withWidgets(async (get) => {
    const file = await get('ringlock.js')
    assert.equal([file.status, await file.text()], [200, 'export {}'])
    assert.is(file.headers.get('Content-Type'), 'text/javascript; charset=utf-8')
    assert.is(file.headers.get('Cache-Control'), 'no-cache')
    assert.is(file.headers.get('Access-Control-Allow-Origin'), '*')
    assert.is(file.headers.get('Access-Control-Allow-Credentials'), null)
    assert.is(file.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin')
    const etag = file.headers.get('ETag') ?? ''
    assert.match(etag, /^"[\w-]{43}"$/)
    assert.is((await get('ringlock.js', { 'If-None-Match': etag })).status, 304)
    assert.is((await get('ringlock.js', { 'If-None-Match': '"another"' })).status, 200)
  }))

test('a file whose name holds its hash never changes', () =>
  withWidgets(async (get) => {
    const file = await get('locales/de-D4f_a8Xz.js')
    assert.is(file.headers.get('Cache-Control'), 'public, max-age=31536000, immutable')
  }))

test('nothing else is served', () =>
  withWidgets(async (get) => {
    const paths = [
      'none.js',
      '.hidden.js',
      'notes.txt',
      'locales',
      'locales/',
      '',
      '../secret.js',
      '%2e%2e/secret.js',
    ]
    for (const path of [...paths, '..%2fsecret.js', '..%5csecret.js', 'locales/../../secret.js', 'x%00.js']) {
      assert.is((await get(path)).status, 404, path)
    }
  }))

test.run()
