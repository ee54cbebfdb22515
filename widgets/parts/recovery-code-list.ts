import { css, html, type ReactiveController, type TemplateResult } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'
import { alert } from './alert.ts'
import { button } from './button.ts'
import { CopyButton } from './copy-button.ts'

export interface RecoveryCodeSet {
  readonly codes: readonly string[]
  readonly issuer: string
  readonly account: string
}

/**
 * Shows new recovery codes for download, printing and copying. The page asks before it is left until the user confirms
 * that they are saved. Forgets the codes after that, and when the element is removed.
 */
export class RecoveryCodeList implements ReactiveController {
  readonly #host: RinglockElement
  readonly #copy: CopyButton
  #set: RecoveryCodeSet | null = null
  #problem: string | null = null
  #onSaved: () => void = () => {}
  #revoke: () => void = () => {}

  constructor(host: RinglockElement) {
    this.#host = host
    this.#copy = new CopyButton(host)
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#forget()
  }

  show(set: RecoveryCodeSet, onSaved: () => void): void {
    this.#set = set
    this.#onSaved = onSaved
    addEventListener('beforeunload', stay)
    void this.#host.focusNext('[part="title"]')
    this.#host.requestUpdate()
  }

  /** null: there are no codes to show. */
  render(): TemplateResult | null {
    if (this.#set === null) return null
    const { codes, issuer, account } = this.#set
    const host = this.#host
    const title = host.text('recovery-codes.of', issuer, account)
    const text = [title, host.text('recovery-codes.once'), '', ...codes, ''].join('\n')
    const fileName = `${issuer} - ${account} - recovery codes.txt`
    return html`
      <h2 part="title" tabindex="-1">${host.text('recovery-codes.saveTitle')}</h2>
      <p>${host.text('recovery-codes.save')}</p>
      <ul class="codes" part="recovery-codes" dir="ltr" translate="no">${codes.map((code) => html`<li>${code}</li>`)}</ul>
      <div class="tools">
        ${button({ label: host.text('recovery-codes.download'), onClick: () => this.#download(fileName, text) })}
        ${button({ label: host.text('recovery-codes.print'), onClick: () => printText(host.renderRoot, title, text) })}
        ${this.#copy.render(codes.join('\n'), '.codes')}
      </div>
      <div class="ringlock-form">
        <label class="ringlock-check">
          <input type="checkbox" aria-describedby="ringlock-problem" />
          <span>${host.text('recovery-codes.saved')}</span>
        </label>
        ${alert(this.#problem)}
        ${button({ label: host.text('parts.continue'), kind: 'primary', onClick: () => this.#leave() })}
      </div>
    `
  }

  #download(fileName: string, text: string): void {
    this.#revoke()
    this.#revoke = saveText(fileName, text)
  }

  #leave(): void {
    const box = this.#host.renderRoot.querySelector<HTMLInputElement>('.ringlock-check input')
    if (box?.checked) {
      this.#forget()
      this.#onSaved()
    } else {
      this.#problem = this.#host.text('recovery-codes.saveFirst')
      box?.focus()
    }
    this.#host.requestUpdate()
  }

  #forget(): void {
    this.#set = null
    this.#problem = null
    this.#revoke()
    this.#host.renderRoot.querySelector('iframe')?.remove()
    removeEventListener('beforeunload', stay)
  }
}

function stay(event: Event): void {
  event.preventDefault()
}

export const recoveryCodeListStyles = css`
  .codes {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(8.5em, 1fr));
    gap: 6px 16px;
    margin: 0 0 16px;
    padding: 14px;
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_text) 6%, transparent);
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    list-style: none;
    text-align: center;
    user-select: text;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-block-end: 20px;
  }
`

/** Prints only this text, from a frame that is removed afterwards. */
function printText(root: Node, title: string, text: string): void {
  const frame = document.createElement('iframe')
  frame.className = 'silent'
  frame.title = title
  frame.addEventListener('load', () => fill(frame, title, text), { once: true })
  root.appendChild(frame)
}

function fill(frame: HTMLIFrameElement, title: string, text: string): void {
  const { contentWindow: page } = frame
  if (page === null) return
  const sheet = page.document.createElement('pre')
  sheet.textContent = text
  page.document.title = title
  page.document.body.append(sheet)
  page.addEventListener('afterprint', () => frame.remove())
  page.print()
}

/**
 * Downloads a text as a file.
 *
 * @param name - characters that file systems refuse are replaced
 * @returns revokes the file's URL
 */
function saveText(name: string, text: string): () => void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name.replace(/[\p{Cc}"*/:<>?\\|]+/gu, '_')
  link.click()
  return () => URL.revokeObjectURL(link.href)
}
