import { isLoopback } from '../lib/loopback.ts'

const unitBytes = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** Up to six digits, like a duration. */
export const sizePattern = /^(0|[1-9]\d{0,5})(KB|MB|GB|TB)$/

/** Bytes of a text that {@link sizePattern} matches. */
export function sizeBytes(text: string): number {
  const [, digits, unit] = sizePattern.exec(text) ?? []
  if (unit === undefined || !(unit in unitBytes)) throw new RangeError(`not a size: ${text}`)
  return Number(digits) * unitBytes[unit as keyof typeof unitBytes]
}

/** An http or https URL without trailing slash; null for anything else, and for a URL with login, query or fragment. */
export function parsePublicUrl(text: string): string | null {
  const url = httpUrl(text)
  if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(text)) return null
  return url.href.replace(/\/+$/, '')
}

/** Like {@link parsePublicUrl}, and only where an answer comes from the very host: by TLS, or from this machine. */
export function parseProbeUrl(text: string): string | null {
  const url = parsePublicUrl(text)
  if (url === null) return null
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname) ? url : null
}

/** `udp://HOST:PORT`, `tcp://`, `tls://`, in lower case, or the URL of a webhook; null for anything else. */
export function parseShipUrl(text: string): string | null {
  return syslogUrl.test(text) && URL.canParse(text) ? text.toLowerCase() : parseProbeUrl(text)
}

const syslogUrl = /^(udp|tcp|tls):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+):[1-9]\d{0,4}$/i

/** An origin exactly as browsers send it; null for anything else. */
export function parseOrigin(text: string): string | null {
  return originOf(text) === text ? text : null
}

/** The origin of an http or https URL; null for anything else, wildcards included. */
export function originOf(text: string): string | null {
  return text.includes('*') ? null : (httpUrl(text)?.origin ?? null)
}

function httpUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null
}
