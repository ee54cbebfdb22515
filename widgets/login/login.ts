import { html, nothing } from 'lit'
import type { CodeFactor } from '../../server/http/contract/index.ts'
import type { Aborted, BodyOf, Failed, Refused } from '../calls.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockEnrolmentRequiredEvent, RinglockLoginEvent, RinglockStartOverEvent } from '../events.ts'
import { button } from '../parts/button.ts'
import { CodeInput, codeInputStyles } from '../parts/code-input.ts'
import { Countdown } from '../parts/countdown.ts'
import { hidePasswords, passwordFieldStyles } from '../parts/password-field.ts'
import { RinglockElement } from '../ringlock-element.ts'
import { type Challenge, codeFields, lengthsOf, otherWays, passwordFields } from './fields.ts'
import { loadEnrolment } from './load-enrolment.ts'
import { postAssertion } from './post-assertion.ts'
import { offerView, type SetUpOffer, setUpOffer } from './set-up-offer.ts'

type Accepted = Extract<BodyOf<'POST /login'>, { status: 'accepted' }>
/** The number of remaining attempts is shown only when it is this low. */
const fewTries = 3

/**
 * Logs a user in: name and password, then a code from the authenticator, a recovery code or a mailed code. While a grace
 * period runs, it offers the set-up of a second factor before the login ends.
 *
 * @event {RinglockLoginEvent} ringlock-login - The login is complete; `event.assertion` is the signed proof for your server.
 * @event {RinglockEnrolmentRequiredEvent} ringlock-enrolment-required - A second factor must be set up first.
 * @event {RinglockStartOverEvent} ringlock-start-over - A login that your server had begun is over without a result: show your own form again.
 * @csspart other-ways - The links below the form.
 */
export class RinglockLogin extends RinglockElement {
  static override formStyles = [...RinglockElement.formStyles, codeInputStyles, passwordFieldStyles]

  /** URL to which the finished login is posted, as the form field `assertion`; absent: only the event reports it. */
  @property({ attribute: 'return-url' }) returnUrl = ''

  /**
   * A value that your server has bound to this browser. The assertion repeats it as `nonce`, for your server to
   * compare.
   */
  @property({ attribute: 'login-nonce' }) loginNonce = ''

  /**
   * A login that your server has begun: the answer of `POST login`, as an object or as JSON in the attribute. It can be
   * used once, and the password is not asked for. An accepted login is there for the set-up that it may offer.
   */
  @property({ converter: (text) => JSON.parse(String(text)) }) challenge: object | null = null

  /** null: name and password are asked for, unless the login is over. */
  @state() private open: Challenge | null = null
  @state() private factor: CodeFactor = 'totp'
  @state() private problem: string | null = null
  @state() private note: unknown = null
  @state() private over: 'accepted' | 'enrolment-required' | 'challenge-expired' | 'set-up' | null = null
  /** A login that is accepted, and waits for what the user makes of it. */
  @state() private offer: SetUpOffer | null = null
  /** The login was begun by a server, so that only the server can start it again. */
  #isHeld = false
  #username = ''
  readonly #codeInput = new CodeInput(this)
  readonly #countdown = new Countdown(this)

  protected override forget(): void {
    this.#username = ''
    this.#isHeld = false
    this.#begin()
  }

  /** Only the server can begin a login that it had begun; one that has not ended goes on. */
  protected override beginAnew(): void {
    if (!this.#isHeld) super.beginAnew()
    else if (this.over !== null) void this.#expire()
  }

  protected override willUpdate(): void {
    const challenge = this.challenge as Challenge | Accepted | null
    if (challenge === null) return
    this.challenge = null
    this.removeAttribute('challenge')
    this.forget()
    this.#isHeld = true
    void this.act(() => this.#takeOver(challenge))
  }

  /** Lets a trusted browser answer the challenge by itself: the server that began the login never got its cookie. */
  async #takeOver(challenge: Challenge | Accepted): Promise<void> {
    if (challenge.status === 'accepted') return this.#accept(challenge)
    this.#ask(challenge)
    if (challenge.trustFor === null) return
    const answer = await this.call('POST /login/trusted-device', { body: { challenge: challenge.challenge } })
    if (answer.outcome === 'done') this.#finish(answer.body)
  }

  #ask(challenge: Challenge): void {
    this.open = challenge
    const { factors } = challenge
    this.#choose(factors.includes('totp') ? 'totp' : (factors[0] ?? 'totp'))
  }

  #begin(problem: string | null = null): void {
    this.open = null
    this.over = null
    this.offer = null
    this.note = null
    this.problem = problem
    this.#codeInput.clear()
  }

  readonly #sendPassword = (): Promise<void> =>
    this.act(async () => {
      const { username, password } = this.#fields
      if (this.#countdown.running || username === undefined || password === undefined) return
      const empty = [username, password].find(({ value }) => value === '')
      this.problem = empty ? this.text('common.required') : null
      if (empty) return empty.focus()
      this.#username = username.value
      hidePasswords(this)
      const { loginNonce: nonce } = this
      const body = { username: username.value, password: password.value, ...(nonce && { nonce }) }
      const answer = await this.call('POST /login', { body })
      if (answer.outcome !== 'done') return this.#explain(answer)
      if (answer.body.status === 'accepted') return this.#accept(answer.body)
      this.#ask(answer.body)
    })

  readonly #sendCode = (): Promise<void> =>
    this.act(async () => {
      const { open: challenge, factor } = this
      if (challenge === null || this.#countdown.running) return
      const { state, value } = this.#codeInput
      this.problem = state === 'ready' ? null : this.#unsentText(state, lengthsOf(challenge, factor))
      if (state !== 'ready') return this.#codeInput.select()
      const trustDevice = this.#fields.trustDevice?.checked ?? false
      const body = { challenge: challenge.challenge, factor, code: value, trustDevice }
      const answer = await this.call('POST /login/challenge', { body })
      return answer.outcome === 'done' ? this.#finish(answer.body) : this.#explain(answer)
    })

  #unsentText(state: 'incomplete' | 'refused', lengths: readonly number[] | null): string {
    if (state === 'refused') return this.text('common.codeRejected')
    if (lengths === null) return this.text('common.required')
    return this.text('common.codeIncomplete', this.anyOf(lengths))
  }

  /** Sends a code by mail, or a link that removes the second factor. */
  #mail(what: 'email-code' | 'reset'): Promise<void> {
    return this.act(async () => {
      if (this.open === null) return
      this.problem = null
      if (what === 'email-code') this.#choose(what)
      const { challenge } = this.open
      const answer = await this.call(`POST /login/${what}`, { body: { challenge } })
      if (answer.outcome !== 'done') return this.#explain(answer)
      const said = this.text(`login.mailed.${what}`)
      this.note = said
      this.announce(said)
    })
  }

  async #explain(failure: Refused | Failed | Aborted): Promise<void> {
    if (failure.outcome === 'aborted') return
    const { code, codesLeft, retryAfter, enrolmentToken }: Partial<Refused> =
      failure.outcome === 'refused' ? failure : {}
    switch (code) {
      case 'enrolment-required':
        this.over = code
        this.dispatchEvent(new RinglockEnrolmentRequiredEvent())
        if (enrolmentToken) await this.#setUp(enrolmentToken).catch(() => {})
        return this.focusNext('[part="title"]')
      case 'challenge-expired':
        return this.#expire()
      case 'login-rejected':
        this.problem = this.text('login.rejected')
        return this.#fields.password?.select()
      case 'code-rejected':
      case 'code-used': {
        const isFew = codesLeft !== undefined && codesLeft <= fewTries
        const left = isFew ? ` ${this.text('login.codesLeft', codesLeft)}` : ''
        this.problem = this.text(code === 'code-used' ? 'common.codeUsed' : 'common.codeRejected') + left
        return this.#codeInput.refuse()
      }
    }
    this.problem = this.failureText(failure)
    if (code?.endsWith('-held')) return this.#codeInput.refuse()
    if (code === 'throttled') this.#countdown.start(retryAfter ?? 60, this.#goOn)
  }

  #expire(): Promise<void> {
    this.#begin(this.text('login.expired'))
    if (this.#isHeld) this.over = 'challenge-expired'
    return this.focusNext('[part="title"], input[name="password"]')
  }

  /** What it takes is loaded only then. */
  async #setUp(token: string, embedded = false): Promise<void> {
    await loadEnrolment()
    this.note = html`<ringlock-enrolment
      api=${this.api}
      tabindex="-1"
      ?embedded=${embedded}
      .theme=${this.theme}
      .tokenProvider=${async () => token}
      .completeLogin=${(login: Accepted) => this.#finish(login)}
      @ringlock-enrolled=${this.#onEnrolled}
      @ringlock-leave=${this.#onLeave}
    ></ringlock-enrolment>`
  }

  async #accept(accepted: Accepted): Promise<void> {
    const offer = setUpOffer(accepted)
    if (offer === null) return this.#finish(accepted)
    this.#begin()
    this.offer = offer
    await this.focusNext('[part="title"]')
  }

  readonly #setUpNow = (): Promise<void> =>
    this.act(async () => {
      const { offer } = this
      if (offer === null) return
      this.problem = null
      await this.#setUp(offer.token, true).catch(() => {
        this.problem = this.text('common.network')
      })
      await this.focusNext('ringlock-enrolment')
    })

  readonly #later = (): void => {
    const { offer } = this
    if (offer === null || this.busy) return
    if (Date.now() < offer.until) this.#finish(offer.accepted)
    else void this.#expire()
  }

  /** The login that was offered ends here. Where the set-up could not end in one, the user logs in again with a code. */
  readonly #onEnrolled = (): void => {
    if (this.offer === null) return
    this.offer = null
    this.over = 'set-up'
  }

  readonly #onLeave = (event: Event): void => {
    event.stopPropagation()
    this.note = null
    void this.focusNext('[part="title"]')
  }

  readonly #goOn = (): void => {
    this.problem = null
    this.announce(this.text('common.tryAgain'))
  }

  #finish(accepted: Accepted): void {
    const { displayName, name } = accepted.user
    this.#begin()
    this.over = 'accepted'
    this.note = this.text('login.done', displayName ?? name)
    this.dispatchEvent(new RinglockLoginEvent(accepted))
    if (this.returnUrl !== '') postAssertion(this, this.returnUrl, accepted.assertion)
  }

  #choose(factor: CodeFactor): void {
    this.factor = factor
    this.problem = null
    this.note = null
    this.#codeInput.clear()
    void this.focusNext('input[name="code"]')
  }

  readonly #startOver = (): void => {
    if (this.#isHeld) {
      if (this.dispatchEvent(new RinglockStartOverEvent())) location.reload()
      return
    }
    this.forget()
    void this.focusNext('input[name="username"]')
  }

  get #fields(): Partial<Record<string, HTMLInputElement>> {
    const fields: unknown = this.querySelector('form')?.elements ?? {}
    return fields as Partial<Record<string, HTMLInputElement>>
  }

  protected override renderForms(): unknown {
    const { over, offer, open: challenge, factor, problem, busy } = this
    if (over !== null || offer !== null) return nothing
    const fields =
      challenge === null
        ? passwordFields(this, { username: this.#username, problem })
        : codeFields(this, { challenge, factor, codeInput: this.#codeInput, problem })
    const label = this.text(challenge === null ? 'login.submit' : 'login.verify')
    return this.form(
      [fields, button({ label, kind: 'primary', busy, wait: this.#countdown.render() })],
      challenge === null ? this.#sendPassword : this.#sendCode,
    )
  }

  protected override renderContent(): unknown {
    const { over, offer, open: challenge, factor, note, problem } = this
    if (over === 'accepted') return html`<p class="ringlock-note ringlock-success" role="status">${note}</p>`
    if (offer !== null) {
      const actions = { setUp: () => void this.#setUpNow(), later: this.#later }
      return note === null ? offerView(this, offer, problem, actions) : [note, nothing]
    }
    const startOver = [this.text('login.startOver'), this.#startOver] as const
    if (over === 'set-up') return [note, otherWays([startOver])]
    if (over !== null) {
      return html`
        <h2 part="title" tabindex="-1">${this.text(problem ? 'login.title' : 'login.enrolmentTitle')}</h2>
        ${note ?? html`<p>${problem ?? this.text('login.enrolmentRequired')}</p>`}
        ${otherWays([startOver])}
      `
    }
    const others = challenge?.factors.filter((each) => each !== factor) ?? []
    const ways = [
      ...(factor === 'email-code' ? [[this.text('login.mailAgain'), () => this.#mail(factor)] as const] : []),
      ...others.map((each) => [this.text(`login.use.${each}`), this.#using(each)] as const),
      ...(challenge?.canReset ? [[this.text('login.reset'), () => this.#mail('reset')] as const] : []),
      startOver,
    ]
    return html`
      <h2 part="title">${this.text(challenge === null ? 'login.title' : 'login.codeTitle')}</h2>
      ${note === null ? nothing : html`<p class="ringlock-note">${note}</p>`}
      <slot name="form"></slot>
      ${challenge === null ? nothing : otherWays(ways)}
    `
  }

  #using(factor: CodeFactor) {
    return () => (factor === 'email-code' ? this.#mail(factor) : this.#choose(factor))
  }
}

define('ringlock-login', RinglockLogin)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-login': RinglockLogin
  }
}
