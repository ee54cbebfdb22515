import * as assert from 'uvu/assert'

export interface SecretWatch {
  /** Fails when one of the secrets lies where it must not. `attributes` and so on are looked at now, events since the start. */
  expectKept(...secrets: readonly string[]): void
  stop(): void
}

/**
 * Looks for passwords, codes, TOTP secrets and tokens in what a page, an extension or a recording can read along: attributes
 * (aria-label too), events, storage, the address bar, the log.
 */
export function secretWatch(): SecretWatch {
  const heard: string[] = []
  const { dispatchEvent } = EventTarget.prototype
  EventTarget.prototype.dispatchEvent = function (event) {
    if (event.type.startsWith('ringlock')) heard.push(`event ${event.type}: ${written(event)}`)
    return dispatchEvent.call(this, event)
  }
  const levels = ['log', 'info', 'warn', 'error', 'debug'] as const
  const originals = levels.map((level) => [level, console[level]] as const)
  for (const level of levels)
    console[level] = (...said: unknown[]) => void heard.push(`log: ${said.map(written)}`)

  return {
    expectKept(...secrets) {
      const places = [
        ...heard,
        ...attributes(document.documentElement),
        ...storage(),
        `address: ${location.href}`,
      ]
      const found = places.filter((place) => secrets.some((secret) => place.includes(secret)))
      assert.equal(found, [])
      assert.ok(secrets.length > 0 && secrets.every((secret) => secret.length > 3), 'secrets to look for')
    },
    stop() {
      EventTarget.prototype.dispatchEvent = dispatchEvent
      for (const [level, original] of originals) console[level] = original
    },
  }
}

/** An event's or object's own and inherited readable properties, to the depth a page would look. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const own = Object.getOwnPropertyNames(value).map((name) => [
    name,
    (value as Record<string, unknown>)[name],
  ])
  return JSON.stringify(
    [String((value as { detail?: unknown }).detail), Object.fromEntries(own)],
    (_, inner) => (inner instanceof Node ? undefined : inner),
  )
}

function attributes(root: Element | ShadowRoot): string[] {
  const elements = [...root.querySelectorAll('*'), ...(root instanceof Element ? [root] : [])]
  return elements.flatMap((element) => [
    ...[...element.attributes].map(({ name, value }) => `<${element.localName} ${name}="${value}">`),
    ...(element.shadowRoot === null ? [] : attributes(element.shadowRoot)),
  ])
}

function storage(): string[] {
  return [localStorage, sessionStorage]
    .flatMap((store) => Object.entries({ ...store }).map(([key, value]) => `storage: ${key}=${value}`))
    .concat(`cookies: ${document.cookie}`)
}
