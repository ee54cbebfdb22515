import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'

/** What a browser without scripts would show after all redirects. */
export interface Shown {
  readonly status: number
  /** Path and query of the page. */
  readonly address: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
  /** The values of its hidden fields, by name. */
  readonly hidden: Readonly<Record<string, string>>
}

/** A browser without scripts: keeps cookies, follows redirects, and says the Host that it is told. */
export interface Visitor {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Shown>
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Shown>
}

const mostRedirects = 10

export function createVisitor(url: string, host = new URL(url).host, userAgent = 'a test'): Visitor {
  const cookies = new Map<string, string>()
  const agent = new Agent({ keepAlive: false })

  async function ask(path: string, body: string | null, redirects = 0): Promise<Shown> {
    if (redirects > mostRedirects) throw new Error(`too many redirects, the last to ${path}`)
    const outgoing = request(new URL(path, url), {
      agent,
      method: body === null ? 'GET' : 'POST',
      headers: {
        host,
        'user-agent': userAgent,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body !== null && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    outgoing.end(body ?? '')
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    let text = ''
    for await (const piece of answer.setEncoding('utf8')) text += piece
    for (const line of answer.headers['set-cookie'] ?? []) keep(line)
    const { location } = answer.headers
    if (location !== undefined) return ask(location, null, redirects + 1)
    return {
      status: answer.statusCode ?? 0,
      address: path,
      body: text,
      headers: answer.headers,
      hidden: hiddenFields(text),
    }
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    const isOver =
      /max-age=0(;|$)/i.test(line) || /expires=\w+, \d\d-\w+-19/i.test(line) || value === 'deleted'
    if (isOver) cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    cookies,
    get: (path) => ask(path, null),
    post: (path, fields) => ask(path, new URLSearchParams(fields).toString()),
  }
}

function hiddenFields(html: string): Record<string, string> {
  const fields = html.matchAll(/<input type=['"]hidden['"] name=['"]([^'"]+)['"] value=['"]([^'"]*)['"]/g)
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]))
}
