import { type CSSResultGroup, html, nothing } from 'lit'
import type { RequestBody } from '../../server/http/contract/index.ts'
import type { Failed, Refused } from '../calls.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockEnrolledEvent, RinglockLeaveEvent } from '../events.ts'
import { MeElement } from '../me-element.ts'
import { alert } from '../parts/alert.ts'
import { button, linkButton } from '../parts/button.ts'
import { CopyButton } from '../parts/copy-button.ts'
import { Countdown } from '../parts/countdown.ts'
import { qrCode, qrCodeStyles } from '../parts/qr-code.ts'
import { RecoveryCodeList, recoveryCodeListStyles } from '../parts/recovery-code-list.ts'
import { secretKeyStyles } from '../parts/secret-key.ts'
import { selectFieldStyles } from '../parts/select-field.ts'
import { choose, chooseStyles, type Kind } from './choose.ts'
import { CodeSequence, codeSequenceStyles } from './code-sequence.ts'
import { keyForm, keyFormStyles, readKeyForm } from './key-form.ts'
import { type Offer, scan, scanStyles } from './scan.ts'
import { alreadyView, doneView, emailView, title } from './views.ts'

/**
 * Sets up an authenticator: an app with a QR code, or a hardware device with the vendor's key; then one or more codes as proof,
 * and the recovery codes, which must be saved.
 *
 * @event {RinglockEnrolledEvent} ringlock-enrolled - It is set up, and the recovery codes are saved.
 * @event {RinglockLeaveEvent} ringlock-leave - The user goes back; of an `embedded` element alone.
 * @csspart kind - The buttons that choose the kind of authenticator.
 * @csspart qr-code - The QR code.
 * @csspart secret-key - The key, to be typed into an app.
 * @csspart copy - Copies the key, or the recovery codes.
 * @csspart recovery-codes - The recovery codes.
 */
export class RinglockEnrolment extends MeElement {
  static override styles: CSSResultGroup = [
    MeElement.styles,
    chooseStyles,
    scanStyles,
    qrCodeStyles,
    secretKeyStyles,
    recoveryCodeListStyles,
  ]
  static override formStyles = [...MeElement.formStyles, codeSequenceStyles, keyFormStyles, selectFieldStyles]

  /** Absent: the user chooses. */
  @property() kind: 'app' | 'hardware' | null = null
  /** Embedded in an element of yours: without a frame, with a way back, and directly for a further device. */
  @property({ type: Boolean, reflect: true }) embedded = false
  /** Part of a login: told of the login that the set-up has completed, when the recovery codes are saved. */
  @property({ attribute: false }) completeLogin: ((login: object) => void) | null = null

  @state() private step: 'begin' | 'key' | 'codes' | 'saving' | 'done' = 'begin'
  @state() private another = false
  private offer: Offer | null = null
  /** Made once, so that typing does not redraw it. */
  private picture: unknown = null
  /** A confirmation was sent, and it is unknown whether it took effect. */
  private inDoubt = false
  private done: Kind = 'app'
  private codesLost = false
  private login: object | null = null
  private readonly codes = new CodeSequence(this)
  private readonly copy = new CopyButton(this)
  private readonly throttle = new Countdown(this)
  private readonly recoveryCodes = new RecoveryCodeList(this)

  protected override forget(): void {
    super.forget()
    this.withdraw()
    this.step = 'begin'
    this.another = false
    this.codesLost = false
    this.login = null
  }

  /** The current step; null: the user's state is not known yet. */
  private get view() {
    if (this.me === null || this.step !== 'begin') return this.me && this.step
    const { user, emailRequired } = this.me
    if (emailRequired && user.email === null) return 'email'
    if (user.authenticators.length > 0 && !this.embedded && !this.another) return 'already'
    return this.kind === 'hardware' ? 'key' : 'begin'
  }

  private goTo(step: RinglockEnrolment['step'], problem: string | null = null): void {
    this.step = step
    this.problem = problem
    void this.focusNext('[part="title"]')
  }

  private readonly addAnother = (): void => {
    this.another = true
    this.goTo('begin')
  }

  private readonly choose = (kind: Kind): void => {
    if (kind === 'app') void this.begin({ kind })
    else this.goTo('key')
  }

  private readonly sendKey = (): void => {
    const form = this.querySelector<HTMLFormElement>('form[slot="form"]')
    const details = form && readKeyForm(form)
    if (details !== null) return void this.begin(details)
    this.problem = this.text('common.required')
    void this.focusNext('input[name="key"]')
  }

  private begin(body: RequestBody<'offerAuthenticator'>): Promise<void> {
    return this.act(async () => {
      this.problem = null
      const answer = await this.call('POST /me/authenticators', { body })
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explainOffer(answer)
      this.offer = answer.body
      this.picture = qrCode(answer.body.uri, this.text('parts.qrCode'))
      this.goTo('codes')
    })
  }

  private async explainOffer(failure: Refused | Failed): Promise<void> {
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'email-required') {
      await this.load()
      return this.goTo('begin')
    }
    if (code === 'device-taken') this.problem = this.text('enrolment.deviceTaken')
    else if (code === 'invalid-request') this.problem = this.text('enrolment.keyRefused')
    else this.problem = this.failureText(failure)
  }

  private readonly confirm = (): Promise<void> =>
    this.act(async () => {
      const { offer } = this
      if (offer === null || this.throttle.running) return
      const codes = this.codes.read(offer)
      if (codes === null) return
      this.codes.explain(null)
      this.inDoubt = true
      const request = { path: { id: offer.id }, body: { codes } }
      const answer = await this.call('POST /me/authenticators/{id}/confirm', request)
      this.inDoubt = answer.outcome === 'failed'
      if (answer.outcome === 'aborted') return
      if (answer.outcome === 'done') {
        this.login = answer.body.login ?? null
        return this.confirmed(offer, answer.body.recoveryCodes)
      }
      await this.explainCodes(answer, offer)
    })

  private async explainCodes(failure: Refused | Failed, offer: Offer): Promise<void> {
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'expired') return this.beginAgain(offer)
    if (code === 'device-taken') {
      this.drop()
      return this.goTo('key', this.text('enrolment.deviceTaken'))
    }
    if (failure.outcome === 'refused' && code === 'codes-rejected') {
      return this.codes.reject(offer, failure.clockOffset ?? 0)
    }
    if (code === 'code-used') return this.codes.refuse(this.text('common.codeUsed'), offer)
    this.codes.explain(this.failureText(failure))
    if (failure.outcome !== 'refused' || code !== 'throttled') return
    this.throttle.start(failure.retryAfter ?? 60, () => {
      this.codes.explain(null)
      this.announce(this.text('common.tryAgain'))
    })
  }

  /** Starts again after the offer expired, unless a confirmation took effect and only its answer was lost. */
  private async beginAgain({ id, kind }: Offer): Promise<void> {
    this.drop()
    await this.load()
    const authenticators = this.me?.user.authenticators ?? []
    if (!authenticators.some((each) => each.id === id)) {
      return this.goTo(kind === 'app' ? 'begin' : 'key', this.text('enrolment.expired'))
    }
    this.codesLost = authenticators.length === 1
    this.done = kind
    this.finish()
  }

  private confirmed({ kind, issuer, account }: Offer, codes: readonly string[]): void {
    this.drop()
    this.done = kind
    if (codes.length === 0) this.finish()
    else {
      this.step = 'saving'
      this.recoveryCodes.show({ codes, issuer, account }, () => this.finish())
    }
  }

  private finish(): void {
    this.goTo('done')
    this.dispatchEvent(new RinglockEnrolledEvent(this.done))
    if (this.login !== null) this.completeLogin?.(this.login)
  }

  private readonly cancel = (): void => {
    if (this.step === 'begin') this.dispatchEvent(new RinglockLeaveEvent())
    if (this.inDoubt) void this.load()
    this.withdraw()
    this.goTo('begin')
  }

  /** Tells the service as well. Where that needs fresh proof, the offer is left to expire. */
  private withdraw(): void {
    const { offer, inDoubt } = this
    if (offer !== null && !inDoubt) {
      void this.client().call('DELETE /me/authenticators/{id}', { path: { id: offer.id } })
    }
    this.drop()
  }

  private drop(): void {
    this.offer = null
    this.picture = null
    this.inDoubt = false
    this.codes.clear()
    this.throttle.stop()
  }

  protected override renderForms(): unknown {
    return [super.renderForms(), this.renderForm()]
  }

  private renderForm(): unknown {
    const { view, offer, problem, busy } = this
    if (view === 'key') return this.form(keyForm(this, { problem, busy }), this.sendKey)
    if (view !== 'codes' || offer === null) return nothing
    const label = this.text('proof.confirm')
    return this.form(
      html`${this.codes.render(offer)} ${button({ label, kind: 'primary', busy, wait: this.throttle.render() })}`,
      () => void this.confirm(),
    )
  }

  protected override renderMe(): unknown {
    const { view, offer } = this
    switch (view) {
      case 'email':
        return [emailView(this, this.problem, this.retry), this.renderCancel()]
      case 'already':
        return alreadyView(this, this.addAnother)
      case 'key':
        return [title(this, 'enrolment.keyTitle'), html`<slot name="form"></slot>`, this.renderCancel()]
      case 'codes':
        return offer === null ? nothing : this.renderOffer(offer)
      case 'saving':
        return this.recoveryCodes.render()
      case 'done':
        return doneView(this, this.done, this.codesLost)
      default:
        return this.renderBegin()
    }
  }

  private renderBegin(): unknown {
    return html`
      ${title(this, this.me?.user.authenticators.length ? 'enrolment.another' : 'enrolment.title')}
      <p>${this.text('enrolment.intro')}</p>
      ${alert(this.problem)} ${choose(this, this.kind === null ? ['app', 'hardware'] : [this.kind], this.choose)}
      ${this.renderCancel()}
    `
  }

  private renderOffer(offer: Offer): unknown {
    const { picture, copy } = this
    const isApp = offer.kind === 'app'
    return html`
      ${title(this, isApp ? 'enrolment.scanTitle' : 'enrolment.deviceTitle')}
      ${isApp ? scan(this, { offer, picture, copy }) : nothing}
      <slot name="form"></slot>
      ${this.renderCancel()}
    `
  }

  /** Only an embedded element has a way back from its first step. */
  private renderCancel(): unknown {
    if (this.step === 'begin' && !this.embedded) return nothing
    return html`<div class="ringlock-links">${linkButton(this.text('parts.cancel'), this.cancel)}</div>`
  }
}

define('ringlock-enrolment', RinglockEnrolment)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-enrolment': RinglockEnrolment
  }
}
