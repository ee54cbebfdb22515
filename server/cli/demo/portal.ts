import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPortal } from '../../../docs/portal.mjs'
import type { Clock } from '../../lib/clock.ts'
import { type PageName, readPage, type Visitor } from './portal-pages.ts'

export interface PortalOptions {
  readonly port: number
  /** The URL of Ringlock. */
  readonly ringlock: string
  /** The portal's name and key, as in ringlock.yaml. */
  readonly name: string
  readonly key: string
  /** The built files of widgets/demo. */
  readonly folder: string
}

export interface Portal {
  readonly url: string
  close(): Promise<void>
}

/** A reply in the form in which docs/portal.mjs sends it. */
interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

const pages: ReadonlyMap<string, PageName> = new Map([
  ['/', 'login'],
  ['/account', 'account'],
  ['/admin', 'admin'],
  ['/reset', 'reset'],
])
const files: ReadonlyMap<string, string> = new Map([
  ['/portal.css', 'text/css; charset=utf-8'],
  ['/portal.js', 'text/javascript; charset=utf-8'],
  ['/session-ended.js', 'text/javascript; charset=utf-8'],
])

/** The portal of docs/portal.mjs on loopback, with its sessions and nonces, and with the demo's own pages and files. */
export async function openPortal(options: PortalOptions, clock: Clock): Promise<Portal> {
  const { port, ringlock, name, key, folder } = options
  const url = `http://127.0.0.1:${port}`

  async function show(path: string, user: Visitor | null, beginLogin: () => string): Promise<Reply | null> {
    const type = files.get(path)
    if (type !== undefined) {
      return { headers: { 'Content-Type': type }, body: await readFile(join(folder, path)) }
    }
    const page = pages.get(path)
    if (page === undefined) return null
    const isInside = page === 'account' || page === 'admin'
    if (isInside && user === null) return redirect('/')
    if (page === 'login' && user !== null) return redirect('/account')
    if (page === 'admin' && user?.role === 'user') return redirect('/account')
    const nonce = page === 'login' ? beginLogin() : ''
    return { body: await readPage(folder, page, user, { ringlock, nonce }) }
  }

  const server = createPortal({ ringlock, name, key, url, show, now: clock })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function redirect(to: string): Reply {
  return { status: 303, headers: { Location: to } }
}
