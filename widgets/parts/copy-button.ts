import { html, type ReactiveController } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'

const shownFor = 2_000

/** Copies a text. Where the clipboard refuses, selects the text for copying by hand. */
export class CopyButton implements ReactiveController {
  readonly #host: RinglockElement
  #copied: ReturnType<typeof setTimeout> | null = null

  constructor(host: RinglockElement) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    if (this.#copied !== null) clearTimeout(this.#copied)
    this.#copied = null
  }

  /** `selector`: the element in the shadow root that shows the same text. */
  render(text: string, selector: string): unknown {
    const label = this.#host.text(this.#copied === null ? 'parts.copy' : 'parts.copied')
    return html`<button class="ringlock-button" part="copy" type="button" @click=${() => void this.#copy(text, selector)}>
      ${label}
    </button>`
  }

  async #copy(text: string, selector: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      this.#select(selector)
      return
    }
    if (!this.#host.isConnected) return
    this.hostDisconnected()
    this.#copied = setTimeout(() => {
      this.#copied = null
      this.#host.requestUpdate()
    }, shownFor)
    this.#host.announce(this.#host.text('parts.copied'))
    this.#host.requestUpdate()
  }

  #select(selector: string): void {
    const shown = this.#host.shadowRoot?.querySelector(selector)
    if (shown) document.getSelection()?.selectAllChildren(shown)
    this.#host.announce(this.#host.text('parts.copyByHand'))
  }
}
