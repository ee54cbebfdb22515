import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FrontRequest {
  /** `POST /api/v1/login` */
  readonly call: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export interface FrontAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}
/** null: as if it were not there. It may take its time, or never answer. */
export type Interference = (
  request: FrontRequest,
  pass: () => Promise<FrontAnswer>,
) => Promise<FrontAnswer | null> | FrontAnswer | null

export function json(status: number, body: unknown): FrontAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** What stands between a PBX and its Ringlock, and can be slow, gone or malicious. */
export interface Front {
  readonly url: string
  readonly calls: readonly string[]
  interfere(how: Interference | null): void
  stop(): Promise<void>
}

const passed = [
  'authorization',
  'content-type',
  'cookie',
  'user-agent',
  'x-forwarded-for',
  'origin',
  'accept',
]

/** @param target - Ringlock's own address */
export async function startFront(target: string): Promise<Front> {
  const calls: string[] = []
  let interference: Interference | null = null

  async function answerTo(incoming: IncomingMessage): Promise<FrontAnswer> {
    let body = ''
    for await (const piece of incoming.setEncoding('utf8')) body += piece
    const call = `${incoming.method} ${incoming.url}`
    calls.push(call)
    const request = { call, headers: incoming.headers, body }
    const pass = () => passOn(target, request)
    return (await interference?.(request, pass)) ?? pass()
  }

  const server = createServer((incoming, outgoing) => {
    answerTo(incoming).then(
      ({ status, headers, body }) =>
        outgoing.writeHead(status, { ...headers } as Record<string, string>).end(body),
      () => outgoing.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    interfere(how) {
      interference = how
    },
    stop: () => close(server),
  }
}

async function passOn(target: string, { call, headers, body }: FrontRequest): Promise<FrontAnswer> {
  const [method = 'GET', path = '/'] = call.split(' ')
  const sent = Object.entries(headers).filter(([name]) => passed.includes(name)) as [string, string][]
  const answer = await fetch(`${target}${path}`, {
    method,
    headers: sent,
    ...(method !== 'GET' && { body }),
    redirect: 'manual',
  })
  const cookies = answer.headers.getSetCookie()
  return {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: await answer.text(),
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
