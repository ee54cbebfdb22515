import { html, nothing, type ReactiveController } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'
import { button } from './button.ts'
import { type Dialog, openDialog } from './dialog.ts'

export interface Question {
  readonly title: string
  /** The effect of the action, and whether it can be undone. */
  readonly consequence: unknown
  /** The button's verb: `Delete`, not `OK`. */
  readonly action: string
  readonly destructive?: boolean
}

/** Asks before an action that cannot be undone. Rendered with `render()` in the overlay. */
export class ConfirmDialog implements ReactiveController {
  readonly #host: RinglockElement
  #question: Question | null = null
  #dialog: Dialog | null = null
  #answer: (confirmed: boolean) => void = () => {}

  constructor(host: RinglockElement) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#close(false)
  }

  /** False when it was cancelled, by Escape or by removing the element. */
  async ask(question: Question): Promise<boolean> {
    this.#close(false)
    this.#question = question
    this.#host.requestUpdate()
    await this.#host.updateComplete
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#dialog = openDialog(this.#host, '#ringlock-confirm', () => this.#close(false))
    })
  }

  render(): unknown {
    if (this.#question === null) return nothing
    const { title, consequence, action, destructive = true } = this.#question
    const { lang, dir } = this.#host.locale
    return html`<dialog
      id="ringlock-confirm"
      part="dialog"
      lang=${lang}
      dir=${dir}
      aria-labelledby="ringlock-confirm-title"
      aria-describedby="ringlock-confirm-consequence"
    >
      <h2 part="title" id="ringlock-confirm-title">${title}</h2>
      <p id="ringlock-confirm-consequence">${consequence}</p>
      <div class="ringlock-actions">
        ${button({ label: this.#host.text('parts.cancel'), onClick: () => this.#close(false) })}
        ${button({ label: action, kind: destructive ? 'primary ringlock-danger' : 'primary', onClick: () => this.#close(true) })}
      </div>
    </dialog>`
  }

  #close(confirmed: boolean): void {
    if (this.#question === null) return
    this.#dialog?.close()
    this.#dialog = null
    this.#question = null
    this.#host.requestUpdate()
    this.#answer(confirmed)
  }
}
