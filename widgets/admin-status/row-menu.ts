import { css, html, nothing, type ReactiveController } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'

export interface MenuItem {
  readonly label: string
  /** Absent: the item only shows information. */
  readonly onClick?: () => void
  /** Absent: the item is not one of several choices. */
  readonly checked?: boolean
  readonly destructive?: boolean
}

/**
 * A menu button as in the WAI-ARIA practices: at most one menu is open, and closing it returns the focus to its button.
 */
export class RowMenu implements ReactiveController {
  readonly #host: RinglockElement
  #openFor: string | null = null

  constructor(host: RinglockElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('pointerdown', this.#closeOutside)
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerdown', this.#closeOutside)
    this.#openFor = null
  }

  /** `id`: identifies the row, in the form of an element id. */
  render(id: string, label: string, items: readonly MenuItem[]): unknown {
    const isOpen = this.#openFor === id
    return html`<div class="menu-place" @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      <button
        class="ringlock-button menu-button"
        id="menu-${id}"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${isOpen}
        aria-label=${label}
        @click=${() => (isOpen ? this.#close() : void this.#open(id))}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8h.01M8 8h.01M13 8h.01" /></svg>
      </button>
      ${isOpen ? this.#renderItems(id, items) : nothing}
    </div>`
  }

  #renderItems(id: string, items: readonly MenuItem[]): unknown {
    return html`<ul role="menu" aria-labelledby="menu-${id}">
      ${items.map(
        ({ label, onClick, checked, destructive }) => html`<li
          role=${checked === undefined ? 'menuitem' : 'menuitemradio'}
          class=${destructive ? 'destructive' : nothing}
          tabindex="-1"
          aria-checked=${checked ?? nothing}
          aria-disabled=${onClick === undefined ? 'true' : nothing}
          @click=${() => {
            if (onClick === undefined) return
            this.#close()
            onClick()
          }}
        >
          ${label}
        </li>`,
      )}
    </ul>`
  }

  async #open(id: string, at: 'first' | 'last' = 'first'): Promise<void> {
    this.#openFor = id
    this.#host.requestUpdate()
    await this.#host.updateComplete
    const items = this.#items
    items[at === 'first' ? 0 : items.length - 1]?.focus()
  }

  #close(): void {
    if (this.#openFor === null) return
    this.#host.renderRoot.querySelector<HTMLElement>('.menu-button[aria-expanded="true"]')?.focus()
    this.#hide()
  }

  #hide(): void {
    this.#openFor = null
    this.#host.requestUpdate()
  }

  get #items(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('[role="menu"] > li')]
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    if (target.id.startsWith('menu-') && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      void this.#open(target.id.slice('menu-'.length), event.key === 'ArrowUp' ? 'last' : 'first')
      return
    }
    if (this.#openFor === null) return
    const items = this.#items
    const at = items.indexOf(target)
    const focus = (index: number) => items.at(index % items.length)?.focus()
    const keys: Record<string, () => void> = {
      ArrowDown: () => focus(at + 1),
      ArrowUp: () => focus(at - 1),
      Home: () => focus(0),
      End: () => focus(-1),
      Escape: () => this.#close(),
      Enter: () => items[at]?.click(),
      ' ': () => items[at]?.click(),
    }
    if (event.key === 'Tab') this.#close()
    if (!Object.hasOwn(keys, event.key) || (at < 0 && event.key !== 'Escape')) return
    event.preventDefault()
    keys[event.key]?.()
  }

  readonly #onFocusOut = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const place = currentTarget as HTMLElement
    const hasMenu = place.querySelector('[role="menu"]') !== null
    if (hasMenu && relatedTarget instanceof Node && !place.contains(relatedTarget)) this.#hide()
  }

  readonly #closeOutside = (event: Event): void => {
    const isInside = event.composedPath().some((node) => (node as Element).classList?.contains('menu-place'))
    if (this.#openFor !== null && !isInside) this.#hide()
  }
}

export const rowMenuStyles = css`
  .menu-place {
    position: relative;
    inline-size: fit-content;
    margin-inline-start: auto;
  }
  .menu-button.ringlock-button:not(#_) {
    padding: 9px;
    border-color: transparent;
  }
  .menu-button svg {
    inline-size: 24px;
    stroke: currentColor;
    stroke-width: 2.6;
    stroke-linecap: round;
  }
  [role='menu'] {
    position: absolute;
    inset-inline-end: 0;
    inset-block-start: calc(100% + 4px);
    z-index: 1;
    box-sizing: border-box;
    inline-size: max-content;
    max-inline-size: min(300px, calc(100vw - 48px));
    margin: 0;
    padding: 6px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 8px 28px rgb(0 0 0 / 20%);
    list-style: none;
  }
  [role='menu'] > li {
    padding-block: 8px;
    padding-inline: 32px 12px;
    border-radius: calc(var(--_radius) - 2px);
    cursor: pointer;
  }
  [role='menu'] > li:is(:hover, :focus) {
    outline: none;
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }
  [role='menu'] > li:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  [role='menu'] > li[aria-checked='true']::before {
    content: '✓' / '';
    float: inline-start;
    margin-inline-start: -22px;
  }
  [role='menu'] > li[aria-disabled] {
    color: var(--_muted);
    cursor: default;
  }
  [role='menu'] > .destructive {
    color: var(--_danger);
  }
`
