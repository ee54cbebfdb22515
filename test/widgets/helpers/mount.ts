import type { RinglockElement } from '../../../widgets/ringlock-element.ts'

/** Puts an element into the page and waits until it is drawn. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  const element = document.createElement(tag)
  Object.assign(element, properties)
  document.body.append(element)
  await settled(element)
  return element
}

/** Waits until an element has done what it can do without another answer, click or key. */
export async function settled(element: Element): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    await new Promise((resolve) => setTimeout(resolve))
    await (element as RinglockElement).updateComplete
  }
}

/** The browser shows the page again: as it was left (`persisted`), or as on a first visit. */
export async function showPageAgain(element: Element, persisted = true): Promise<void> {
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  await settled(element)
}

/** Everything the user can read: the frame and the forms, without what is hidden or empty. */
export function shownText(element: Element): string {
  const parts = [
    ...(element.shadowRoot?.querySelectorAll('[part="panel"], dialog') ?? []),
    ...element.children,
  ]
  return parts.map(textOf).join(' ').replace(/\s+/g, ' ').trim()
}

/** A field of the element's light DOM, by its name. */
export function field(element: Element, name: string): HTMLInputElement {
  return found(element.querySelector<HTMLInputElement>(`input[name="${name}"]`), `no field ${name}`)
}

/** Writes into a field as a user, a paste or autofill does: the whole value, then `input`. */
export async function type(element: Element, name: string, value: string): Promise<void> {
  const input = field(element, name)
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
  await settled(element)
}

/** Clicks the button or link that is called so, in the frame, a dialog or a form. */
export async function click(element: Element, name: string): Promise<void> {
  const all = [element, element.shadowRoot].flatMap((root) => [
    ...(root?.querySelectorAll<HTMLElement>('button, a, input[type="checkbox"], [role="button"]') ?? []),
  ])
  const nameOf = (each: HTMLElement) =>
    each.getAttribute('aria-label') ?? textOf(each.closest('label') ?? each)
  const target =
    all.find((each) => nameOf(each).trim() === name) ?? all.find((each) => nameOf(each).includes(name))
  found(target ?? null, `no button ${name} among: ${all.map(nameOf).join(', ')}`).click()
  await settled(element)
}

/** What the alert of the element says; empty: nothing is wrong. */
export function problem(element: Element): string {
  return [element, element.shadowRoot]
    .flatMap((root) => [...(root?.querySelectorAll('[role="alert"]') ?? [])])
    .map((each) => textOf(each))
    .join(' ')
    .trim()
}

function textOf(node: Element): string {
  return (node.textContent ?? '').replace(/\s+/g, ' ')
}

function found<T>(value: T | null, message: string): T {
  if (value === null) throw new Error(message)
  return value
}
