import { html, nothing, type ReactiveController } from 'lit'
import type { ImportRow, RequestBody } from '../../server/http/contract/index.ts'
import type { Failed, Refused } from '../calls.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { type Dialog, openDialog } from '../parts/dialog.ts'
import { textField } from '../parts/text-field.ts'
import { importPreview } from './import-preview.ts'
import type { ActionParts } from './user-actions.ts'

type ImportFile = Pick<RequestBody<'importHardware'>, 'format' | 'content' | 'presharedKey'>

export interface ImportParts extends ActionParts {
  /** Called with the number of assigned devices. */
  onImported(taken: number): void
}

/** UTF-16 units, like the service's limit. */
const longestFile = 4 * 1024 * 1024

/** Assigns hardware from a vendor's file. The outcome of each row is shown before anything is changed. */
export class ImportDialog implements ReactiveController {
  readonly #parts: ImportParts
  #isOpen = false
  /** Contains secrets; discarded when the dialog closes. */
  #file: ImportFile | null = null
  #rows: readonly ImportRow[] = []
  /** User names that the admin entered, by serial number. */
  #users: Readonly<Record<string, string>> = {}
  #problem: string | null = null
  #dialog: Dialog | null = null

  constructor(parts: ImportParts) {
    this.#parts = parts
    parts.host.addController(this)
  }

  hostDisconnected(): void {
    this.#close()
  }

  async open(): Promise<void> {
    const { host } = this.#parts
    this.#isOpen = true
    host.requestUpdate()
    await host.updateComplete
    this.#dialog = openDialog(host, '#ringlock-import', () => this.#close())
  }

  render(): unknown {
    if (!this.#isOpen) return nothing
    const { host } = this.#parts
    const { lang, dir } = host.locale
    return html`<dialog id="ringlock-import" part="dialog" class="wide" lang=${lang} dir=${dir} aria-labelledby="ringlock-import-title">
      <h2 part="title" id="ringlock-import-title">${host.text('admin-status.import')}</h2>
      ${this.#rows.length === 0 ? this.#renderChoice() : this.#renderPreview()}
    </dialog>`
  }

  #renderChoice(): unknown {
    const { host } = this.#parts
    return html`<form class="ringlock-form" novalidate @submit=${this.#onFile}>
      <div class="ringlock-field">
        <label class="ringlock-label" for="ringlock-file">${host.text('admin-status.file')}</label>
        <input
          id="ringlock-file"
          class="ringlock-input"
          type="file"
          name="file"
          accept=".csv,.xml,.pskc,text/csv,text/xml,application/xml,application/pskc+xml"
          aria-describedby="ringlock-file-hint"
        />
        <p class="ringlock-hint" id="ringlock-file-hint">${host.text('admin-status.fileHint')}</p>
      </div>
      ${textField({
        name: 'preshared-key',
        label: host.text('admin-status.presharedKey'),
        autocomplete: 'off',
        leftToRight: true,
      })}
      ${this.#renderActions(button({ label: host.text('admin-status.check'), kind: 'primary', busy: host.busy }))}
    </form>`
  }

  #renderPreview(): unknown {
    const { host } = this.#parts
    const good = this.#rows.filter(({ fault }) => fault === null).length
    const faulty = this.#rows.length - good
    const take = host.text('admin-status.take', host.number(good))
    return html`<form class="ringlock-form" novalidate @submit=${this.#onTake}>
      <p class="ringlock-note" role="status">
        ${host.text('admin-status.summary', host.number(good), host.number(faulty))}
      </p>
      ${importPreview(host, this.#rows, this.#users)}
      <label class="ringlock-check" ?hidden=${good === 0 || faulty === 0}>
        <input type="checkbox" name="good-only" /><span>${host.text('admin-status.goodOnly')}</span>
      </label>
      ${this.#renderActions(
        html`${button({ label: host.text('admin-status.checkAgain'), onClick: this.#onCheckAgain })}
        ${good === 0 ? nothing : button({ label: take, kind: 'primary', busy: host.busy })}`,
      )}
    </form>`
  }

  #renderActions(buttons: unknown): unknown {
    return html`${alert(this.#problem)}
      <div class="ringlock-actions">
        ${button({ label: this.#parts.host.text('parts.cancel'), onClick: () => this.#close() })} ${buttons}
      </div>`
  }

  readonly #onFile = (event: Event): void => {
    event.preventDefault()
    const { host, act } = this.#parts
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const file = fields.get('file')
    const presharedKey = String(fields.get('preshared-key') ?? '').replace(/[\s:]/g, '')
    void act(async () => {
      if (!(file instanceof File) || file.size === 0) return this.#show(host.text('common.required'))
      if (file.size > longestFile) return this.#show(host.text('admin-status.tooLarge'))
      if (!/^(([0-9a-f]{2}){16,32})?$/i.test(presharedKey)) {
        return this.#show(host.text('admin-status.presharedRefused'))
      }
      const content = await file.text()
      const format = content.trimStart().startsWith('<') ? 'pskc' : 'csv'
      this.#file = { format, content, ...(presharedKey === '' ? {} : { presharedKey }) }
      await this.#send({ dryRun: true })
    })
  }

  readonly #onCheckAgain = (): void => {
    this.#readUsers()
    void this.#parts.act(() => this.#send({ dryRun: true }))
  }

  readonly #onTake = (event: Event): void => {
    event.preventDefault()
    const goodRowsOnly = new FormData(event.currentTarget as HTMLFormElement).has('good-only')
    this.#readUsers()
    void this.#parts.act(() => this.#send({ dryRun: false, goodRowsOnly }))
  }

  async #send(how: Pick<RequestBody<'importHardware'>, 'dryRun' | 'goodRowsOnly'>): Promise<void> {
    const { host, call } = this.#parts
    if (this.#file === null) return
    this.#show(null)
    const answer = await call('POST /hardware-imports', {
      body: { ...this.#file, users: this.#users, ...how },
    })
    if (answer.outcome === 'aborted') return
    if (answer.outcome !== 'done') return this.#explain(answer)
    if (how.dryRun) {
      this.#rows = answer.body.rows
      host.requestUpdate()
      return
    }
    this.#close()
    this.#parts.onImported(answer.body.taken)
  }

  #explain(failure: Refused | Failed): void {
    const { host } = this.#parts
    if (failure.outcome === 'refused' && failure.code === 'import-refused') {
      const { rows = [], message } = failure
      this.#rows = rows
      const isUnreadable = rows.length === 0
      const unreadable = host.text('admin-status.unreadable', message)
      this.#show(isUnreadable ? unreadable : host.text('admin-status.importRefused'))
      return
    }
    const isTooLarge = failure.outcome === 'refused' && failure.code === 'too-large'
    this.#show(isTooLarge ? host.text('admin-status.tooLarge') : this.#parts.failureText(failure))
  }

  #readUsers(): void {
    const fields = this.#parts.host.renderRoot.querySelectorAll<HTMLInputElement>(
      '#ringlock-import [data-serial]',
    )
    const given = [...fields].map((field) => [field.dataset.serial ?? '', field.value.trim()] as const)
    this.#users = Object.fromEntries(given.filter(([, name]) => name !== ''))
  }

  #show(problem: string | null): void {
    this.#problem = problem
    this.#parts.host.requestUpdate()
  }

  #close(): void {
    this.#dialog?.close()
    this.#dialog = null
    this.#isOpen = false
    this.#file = null
    this.#rows = []
    this.#users = {}
    this.#show(null)
  }
}
