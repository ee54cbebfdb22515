import * as assert from 'uvu/assert'

export interface SecretWatch {
  /** Everything on the console so far. */
  readonly logged: readonly string[]
  /** Where the secrets lie and must not. */
  find(...secrets: readonly string[]): string[]
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
  const logged: string[] = []
  const target = owner(HTMLElement.prototype)
  const { dispatchEvent } = target
  target.dispatchEvent = function (event) {
    if (event.type.startsWith('ringlock')) heard.push(`event ${event.type}: ${written(event)}`)
    return dispatchEvent.call(this, event)
  }
  const levels = ['log', 'info', 'warn', 'error', 'debug'] as const
  const originals = levels.map((level) => [level, console[level]] as const)
  for (const level of levels)
    console[level] = (...said: unknown[]) => void logged.push(`log: ${said.map(written)}`)

  const find = (...secrets: readonly string[]) => {
    const places = [
      ...heard,
      ...logged,
      ...attributes(document.documentElement),
      ...storage(),
      `address: ${location.href}`,
    ]
    return [...new Set(places)].filter((place) => secrets.some((secret) => place.includes(secret)))
  }

  return {
    logged,
    find,
    expectKept(...secrets) {
      assert.equal(find(...secrets), [])
      assert.ok(secrets.length > 0 && secrets.every((secret) => secret.length > 3), 'secrets to look for')
    },
    stop() {
      target.dispatchEvent = dispatchEvent
      for (const [level, original] of originals) console[level] = original
    },
  }
}

/** The prototype that has `dispatchEvent`: happy-dom's elements do not inherit the global EventTarget's. */
function owner(prototype: EventTarget): EventTarget {
  return Object.hasOwn(prototype, 'dispatchEvent') ? prototype : owner(Object.getPrototypeOf(prototype))
}

/** An event's or object's own properties and its detail, as deep as a page would look. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const names = [...Object.getOwnPropertyNames(value), 'detail']
  const properties = names.map((name) => [name, (value as Record<string, unknown>)[name]])
  return JSON.stringify(Object.fromEntries(properties), (_, inner) =>
    inner instanceof Node ? undefined : inner,
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
  const stored = [localStorage, sessionStorage].flatMap((store) =>
    Array.from({ length: store.length }, (_, index) => {
      const name = store.key(index) ?? ''
      return `storage: ${name}=${store.getItem(name)}`
    }),
  )
  return [...stored, `cookies: ${document.cookie}`]
}
