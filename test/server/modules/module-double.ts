import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProbedPortal } from '../../../server/modules/ask-module.ts'

export const portal = { name: 'freepbx', key: 'the key of this portal in these tests' }

/** What a module that stands guard reports. */
export const report = {
  portal: portal.name,
  host: 'freepbx',
  version: '0.1.0',
  gate: 'on',
  until: 0,
  time: 1_700_000_000_000,
  open: [] as { text: string; do: string }[] | null,
}

/** The answer of adapters/portal-php/Probe.php to this question. */
export function answerTo(nonce: string, said: object = {}, key: string = portal.key): string {
  const text = JSON.stringify({ ...report, ...said })
  const reportMac = createHmac('sha256', key).update(`ringlock-probe-report\n${nonce}\n${text}`).digest('hex')
  return JSON.stringify({ host: 'freepbx', state: 'on', nonce, mac: '', report: text, reportMac })
}

interface Question {
  readonly path: string
  readonly nonce: string
  readonly headers: IncomingHttpHeaders
}

/** A PBX's web server, for as long as `use` takes. */
export async function withPbx(
  respond: (question: Question, response: ServerResponse) => void,
  use: (asked: ProbedPortal) => Promise<void>,
): Promise<void> {
  const server = createServer(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://pbx')
    respond({ path: pathname, nonce: searchParams.get('ringlock_probe') ?? '', headers }, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await use(probed(`http://127.0.0.1:${port}/admin/config.php`))
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export function probed(url: string): ProbedPortal {
  return { ...portal, origins: [], maySetRole: false, maySkipPassword: true, probe: { url, ca: null } }
}
