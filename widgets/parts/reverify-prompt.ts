import { html, nothing, type ReactiveController } from 'lit'
import type { RequestBody } from '../../server/http/contract/index.ts'
import type { Aborted, Answer, BodyOf, Failed, Refused } from '../calls.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import { alert } from './alert.ts'
import { button } from './button.ts'
import { CodeInput } from './code-input.ts'
import { type Dialog, openDialog } from './dialog.ts'
import { hidePasswords, passwordField } from './password-field.ts'

export interface ReverifyCalls {
  readMe(): Promise<Answer<'GET /me'>>
  prove(body: RequestBody<'reverify'>): Promise<Answer<'POST /me/reverify'>>
  explain(failure: Refused | Failed): string
}

type Me = BodyOf<'GET /me'>
/** `aborted`: the user declined. A failure: what the proof takes could not be found out. */
type Proof = { readonly outcome: 'proven' } | Aborted | Refused | Failed

const codeRefusals: ReadonlySet<string> = new Set([
  'code-rejected',
  'code-used',
  'codes-held',
  'recovery-code-held',
])

/**
 * Asks for the password, and for a code where the user has one, before a change of the second factor. The dialog is in
 * the shadow root, its form in the light DOM, in the slot `proof`.
 */
export class ReverifyPrompt implements ReactiveController {
  readonly #host: RinglockElement
  readonly #calls: ReverifyCalls
  readonly #code: CodeInput
  #me: Me | null = null
  #problem: string | null = null
  #asking: Promise<Proof> | null = null
  #busy = false
  #dialog: Dialog | null = null
  #answer: (proven: boolean) => void = () => {}

  constructor(host: RinglockElement, calls: ReverifyCalls) {
    this.#host = host
    this.#calls = calls
    this.#code = new CodeInput(host, 'proof-code')
    host.addController(this)
  }

  hostDisconnected(): void {
    this.cancel()
  }

  /** Whether the user gave the proof. Calls that ask at the same time share one dialog. */
  ask(): Promise<Proof> {
    this.#asking ??= this.#open().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  cancel(): void {
    this.#close(false)
  }

  renderDialog(): unknown {
    if (this.#me === null) return nothing
    const { lang, dir } = this.#host.locale
    return html`<dialog id="ringlock-proof" part="dialog" lang=${lang} dir=${dir} aria-labelledby="ringlock-proof-title">
      <h2 part="title" id="ringlock-proof-title">${this.#host.text('proof.title')}</h2>
      <p class="muted">${this.#host.text('proof.intro')}</p>
      <slot name="proof"></slot>
    </dialog>`
  }

  renderForm(): unknown {
    const me = this.#me
    if (me === null) return nothing
    const problemId = 'ringlock-proof-problem'
    const password = html`
      <input type="text" name="username" autocomplete="username" .value=${me.user.name} hidden aria-hidden="true" readonly />
      ${passwordField({
        label: this.#host.text('common.password'),
        revealLabel: this.#host.text('common.showPassword'),
        name: 'proof-password',
        problemId,
        readOnly: this.#busy,
      })}
    `
    const code = this.#code.render({
      lengths: codeLengths(me),
      label: this.#host.text('proof.codeLabel'),
      problem: null,
      // The host is busy with the call that waits for this proof.
      readOnly: this.#busy,
    })
    return this.#host.form(
      html`
        ${me.proof.password ? password : nothing} ${me.proof.code ? code : nothing} ${alert(this.#problem, problemId)}
        <div class="ringlock-actions">
          ${button({ label: this.#host.text('parts.cancel'), onClick: () => this.#close(false) })}
          ${button({ label: this.#host.text('proof.confirm'), kind: 'primary', busy: this.#busy })}
        </div>
      `,
      () => void this.#submit(me),
      'proof',
    )
  }

  async #open(): Promise<Proof> {
    const answer = await this.#calls.readMe()
    if (answer.outcome !== 'done') return answer
    this.#me = answer.body
    this.#problem = null
    this.#host.requestUpdate()
    await this.#host.updateComplete
    return new Promise((resolve) => {
      this.#answer = (proven) => resolve({ outcome: proven ? 'proven' : 'aborted' })
      this.#dialog = openDialog(this.#host, '#ringlock-proof', () => this.#close(false))
      this.#host.querySelector<HTMLElement>('form[slot="proof"] input:not([hidden])')?.focus()
    })
  }

  async #submit({ proof }: Me): Promise<void> {
    if (this.#busy) return
    const password = this.#host.querySelector<HTMLInputElement>('input[name="proof-password"]')
    if (proof.password && password?.value === '') {
      this.#show(this.#host.text('common.required'), false)
      password.focus()
      return
    }
    if (proof.code && this.#code.state !== 'ready') return this.#explainCode()

    this.#show(null, true)
    hidePasswords(this.#host)
    const answer = await this.#calls.prove({
      ...(proof.password ? { password: password?.value ?? '' } : {}),
      ...(proof.code ? { code: this.#code.value } : {}),
    })
    this.#show(null, false)
    if (answer.outcome === 'done') return this.#close(true)
    if (answer.outcome !== 'aborted') await this.#explain(answer, password)
  }

  async #explain(failure: Refused | Failed, password: HTMLInputElement | null): Promise<void> {
    this.#show(this.#words(failure), false)
    if (failure.outcome !== 'refused') return
    if (codeRefusals.has(failure.code)) await this.#code.refuse()
    if (failure.code === 'login-rejected') password?.select()
  }

  #words(failure: Refused | Failed): string {
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'login-rejected') return this.#host.text('parts.passwordRejected')
    if (code === 'code-rejected') return this.#host.text('common.codeRejected')
    if (code === 'code-used') return this.#host.text('common.codeUsed')
    return this.#calls.explain(failure)
  }

  async #explainCode(): Promise<void> {
    const incomplete = this.#code.state === 'incomplete'
    const digits = this.#host.anyOf(this.#me === null ? [] : codeLengths(this.#me))
    this.#show(
      incomplete ? this.#host.text('common.codeIncomplete', digits) : this.#host.text('common.codeRejected'),
      false,
    )
    await this.#code.select()
  }

  #show(problem: string | null, busy: boolean): void {
    this.#problem = problem
    this.#busy = busy
    this.#host.requestUpdate()
  }

  #close(proven: boolean): void {
    if (this.#me === null) return
    this.#code.clear()
    this.#dialog?.close()
    this.#dialog = null
    this.#me = null
    this.#host.requestUpdate()
    this.#answer(proven)
  }
}

/** Lengths that a code of this user may have, in ascending order. */
function codeLengths({ user }: Me): number[] {
  const lengths = new Set(user.authenticators.filter(({ enabled }) => enabled).map(({ digits }) => digits))
  return lengths.size === 0 ? [6] : [...lengths].sort((a, b) => a - b)
}
