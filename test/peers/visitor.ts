export interface Shown {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Of a JSON answer. */
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of tests
  readonly json: any
}

/** A browser without scripts: it keeps cookies and follows no redirect by itself. */
export interface Visitor {
  readonly cookies: Map<string, string>
  ask(path: string, init: RequestInit): Promise<Shown>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Shown>
  post(
    path: string,
    form: Readonly<Record<string, string>> | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>
}

export function createVisitor(base: string): Visitor {
  const cookies = new Map<string, string>()

  async function ask(path: string, init: RequestInit): Promise<Shown> {
    const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(base + path, {
      ...init,
      redirect: 'manual',
      headers: { ...(sent !== '' && { cookie: sent }), ...(init.headers as Record<string, string>) },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const isOver = value === '' || value === 'deleted' || /max-age=0\b/i.test(line)
      if (isOver) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    let json: unknown = null
    try {
      json = JSON.parse(text)
    } catch {
      // A page.
    }
    return { status: response.status, text, headers: response.headers, json }
  }

  return {
    cookies,
    ask,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, form, headers = {}) =>
      ask(path, {
        method: 'POST',
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
  }
}
