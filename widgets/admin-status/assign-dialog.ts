import { html, nothing, type ReactiveController } from 'lit'
import type { RequestBody, UserView } from '../../server/http/contract/index.ts'
import type { Failed, Refused } from '../calls.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { digitsOf } from '../parts/code-input.ts'
import { type Dialog, openDialog } from '../parts/dialog.ts'
import { selectField } from '../parts/select-field.ts'
import { textField } from '../parts/text-field.ts'
import { type ActionParts, nameOf, refusalText } from './user-actions.ts'

type Device = RequestBody<'assignHardware'>

/** Assigns a hardware device to a user. Its key exists only in the field, and is gone when the dialog closes. */
export class AssignDialog implements ReactiveController {
  readonly #parts: ActionParts
  #user: UserView | null = null
  #problem: string | null = null
  #dialog: Dialog | null = null

  constructor(parts: ActionParts) {
    this.#parts = parts
    parts.host.addController(this)
  }

  hostDisconnected(): void {
    this.#close()
  }

  async open(user: UserView): Promise<void> {
    this.#user = user
    this.#problem = null
    this.#parts.host.requestUpdate()
    await this.#parts.host.updateComplete
    this.#dialog = openDialog(this.#parts.host, '#ringlock-assign', () => this.#close())
  }

  render(): unknown {
    const user = this.#user
    if (user === null) return nothing
    const { host } = this.#parts
    const { lang, dir } = host.locale
    return html`<dialog id="ringlock-assign" part="dialog" lang=${lang} dir=${dir} aria-labelledby="ringlock-assign-title">
      <h2 part="title" id="ringlock-assign-title">${host.text('admin-status.assignTitle', nameOf(user))}</h2>
      <form class="ringlock-form" novalidate @submit=${(event: Event) => this.#onSubmit(event, user)}>
        ${textField({
          name: 'key',
          label: host.text('admin-status.key'),
          hint: host.text('admin-status.keyHint'),
          ...plain,
        })}
        ${textField({ name: 'serial', label: host.text('admin-status.serial'), ...plain })}
        <div class="columns">
          ${selectField({ name: 'algorithm', label: host.text('admin-status.algorithm'), options: choices('SHA1', 'SHA256', 'SHA512') })}
          ${selectField({ name: 'digits', label: host.text('admin-status.digits'), options: choices('6', '8') })}
          ${selectField({ name: 'period', label: host.text('admin-status.period'), options: choices('30', '60') })}
        </div>
        ${textField({
          name: 'codes',
          label: host.text('admin-status.codes'),
          hint: host.text('admin-status.codesHint'),
          ...plain,
        })}
        ${alert(this.#problem)}
        <div class="ringlock-actions">
          ${button({ label: host.text('parts.cancel'), onClick: () => this.#close() })}
          ${button({ label: host.text('admin-status.assignAction'), kind: 'primary', busy: host.busy })}
        </div>
      </form>
    </dialog>`
  }

  #onSubmit(event: Event, user: UserView): void {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const device = deviceIn(form)
    if (device.totpSecret === '') {
      this.#show(this.#parts.host.text('common.required'))
      form.querySelector<HTMLElement>('[name="key"]')?.focus()
    } else void this.#assign(user, device)
  }

  async #assign(user: UserView, body: Device): Promise<void> {
    const { host, act, call, replace, tell } = this.#parts
    await act(async () => {
      this.#show(null)
      const request = { path: { key: user.key }, body, ifMatch: user.version }
      const answer = await call('POST /users/{key}/authenticators', request)
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.#show(this.#words(user, answer))
      replace(answer.body)
      this.#close()
      tell({ note: host.text('admin-status.saved', nameOf(user)) })
    })
  }

  #words(user: UserView, failure: Refused | Failed): string {
    const { host } = this.#parts
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'invalid-request') return host.text('admin-status.keyRefused')
    if (code === 'device-taken') return host.text('admin-status.taken')
    if (failure.outcome === 'refused' && code === 'codes-rejected') {
      const { clockOffset } = failure
      return clockOffset === undefined
        ? host.text('admin-status.codesRejected')
        : host.text('admin-status.clockOff', host.duration(Math.abs(clockOffset)))
    }
    return refusalText(host, user, failure) ?? this.#parts.failureText(failure)
  }

  #show(problem: string | null): void {
    this.#problem = problem
    this.#parts.host.requestUpdate()
  }

  #close(): void {
    this.#dialog?.close()
    this.#dialog = null
    this.#user = null
    this.#parts.host.requestUpdate()
  }
}

const plain = { autocomplete: 'off', leftToRight: true } as const

function choices(...values: readonly string[]) {
  return values.map((each) => [each, each] as const)
}

function deviceIn(form: HTMLFormElement): Device {
  const fields = new FormData(form)
  const read = (name: string) => String(fields.get(name) ?? '').trim()
  const serial = read('serial')
  const codes = read('codes')
  return {
    totpSecret: read('key'),
    ...(serial === '' ? {} : { serial }),
    algorithm: read('algorithm') as NonNullable<Device['algorithm']>,
    digits: read('digits') === '8' ? 8 : 6,
    period: read('period') === '60' ? 60 : 30,
    codes: codes === '' ? [] : codes.split(/[\s,;]+/).map(digitsOf),
  }
}
