import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorResponse } from './transport/errors.ts'
import type { HttpApp } from './transport/http-env.ts'
import { otherMethods } from './transport/other-methods.ts'
import { refuse } from './transport/reply.ts'

/** Output of the build of widgets/; the path is the same from the source file and from the built service. */
const builtWidgets = fileURLToPath(new URL('../../dist/widgets/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Segments start with a letter, a digit or an underscore, so neither `..` nor hidden files match. */
const plainPath = /^\w[\w.-]*(\/\w[\w.-]*)*$/

/** Serves the widgets to every portal. They contain no secrets, so any page may load them, without cookies. */
export function addWidgetFiles(app: HttpApp, folder = builtWidgets): void {
  const underWay = new Map<string, Promise<Buffer | null>>()

  /** Concurrent requests share one read, because each has a file open and file descriptors are limited. */
  function readOnce(path: string): Promise<Buffer | null> {
    const begun = underWay.get(path) ?? readIfThere(join(folder, path)).finally(() => underWay.delete(path))
    underWay.set(path, begun)
    return begun
  }

  app.get('/widgets/*', async (c) => {
    const path = c.req.path.slice('/widgets/'.length)
    const type = types[extname(path)]
    const bytes = plainPath.test(path) && type !== undefined ? await readOnce(path) : null
    if (bytes === null || type === undefined) return errorResponse(refuse('not-found'))
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
    const headers = {
      'Content-Type': type,
      'Cache-Control': isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ETag: etag,
    }
    const isKnown = c.req.header('If-None-Match')?.split(/, */).includes(etag) ?? false
    return isKnown
      ? new Response(null, { status: 304, headers })
      : new Response(new Uint8Array(bytes), { headers })
  })
  app.all('/widgets/*', otherMethods(['GET']))
}

/** For example `chunk-D4f_a8Xz.js`: other content gets another name. */
function isHashed(path: string): boolean {
  return /-[\w-]{8}\.\w+$/.test(path)
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw error
  }
}
