/**
 * What a Cookie header says (RFC 6265 section 4.2.1); of a name that stands twice, the first. Our own: hono/cookie decodes
 * and unquotes what was sent, and throws where a device is trusted for more than 400 days.
 */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [name = '', ...value] = pair.trim().split('=')
    if (!cookies.has(name)) cookies.set(name, value.join('='))
  }
  return cookies
}
