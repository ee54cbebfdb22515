import { html, nothing } from 'lit'
import type { CodeFactor } from '../../server/http/contract.ts'
import type { BodyOf, Failed, Refused } from '../api-client.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockEnrolmentRequiredEvent, RinglockLoginEvent } from '../events.ts'
import { login } from '../locales/en/login.ts'
import { registerEnglish } from '../locales/language.ts'
import { CodeInput, codeInputStyles } from '../parts/code-input.ts'
import { Countdown } from '../parts/countdown.ts'
import { hidePasswords, passwordFieldStyles } from '../parts/password-field.ts'
import { RinglockElement } from '../ringlock-element.ts'
import { codeForm } from './code-form.ts'
import { otherWays } from './other-ways.ts'
import { passwordForm } from './password-form.ts'
import { postAssertion } from './post-assertion.ts'

registerEnglish(login)

type Accepted = Extract<BodyOf<'POST /login'>, { status: 'accepted' }>
export type Challenge = Extract<BodyOf<'POST /login'>, { status: 'challenge' }>

/**
 * Logs a user in: name and password, then a code from the authenticator, a recovery code or a mailed code.
 *
 * @event {RinglockLoginEvent} ringlock-login - The login is complete; `event.assertion` is the signed proof for your server.
 * @event {RinglockEnrolmentRequiredEvent} ringlock-enrolment-required - A second factor must be set up first.
 * @csspart other-ways - The links below the form.
 */
export class RinglockLogin extends RinglockElement {
  static override formStyles = [...RinglockElement.formStyles, codeInputStyles, passwordFieldStyles]

  /** Where the finished login is posted to, as the form field `assertion`; left out: the event alone tells of it. */
  @property({ attribute: 'return-url' }) returnUrl = ''

  @state() private step: 'password' | 'code' | 'enrolment-required' | 'done' = 'password'
  @state() private factor: CodeFactor = 'totp'
  @state() private problem: string | null = null
  @state() private note: string | null = null
  private challenge: Challenge | null = null
  private user: Accepted['user'] | null = null
  private username = ''
  private refusedText = ''
  private readonly codeInput = new CodeInput(this)
  private readonly countdown = new Countdown(this)

  protected override forget(): void {
    this.challenge = null
    this.user = null
    this.username = ''
    this.begin()
  }

  private begin(problem: string | null = null): void {
    this.step = 'password'
    this.challenge = null
    this.note = null
    this.problem = problem
    this.refusedText = ''
    this.codeInput.clear()
  }

  private readonly sendPassword = (): Promise<void> =>
    this.act(async () => {
      const { username, password } = this.fields
      if (this.countdown.running || username === undefined || password === undefined) return
      const empty = [username, password].find(({ value }) => value === '')
      if (empty !== undefined) {
        this.problem = this.text('common.required')
        empty.focus()
        return
      }
      this.problem = null
      this.username = username.value
      hidePasswords(this)
      const body = { username: username.value, password: password.value }
      const answer = await this.call('POST /login', { body })
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explainPassword(answer)
      if (answer.body.status === 'accepted') return this.finish(answer.body)
      this.challenge = answer.body
      this.step = 'code'
      this.choose(answer.body.factors.includes('totp') ? 'totp' : (answer.body.factors[0] ?? 'totp'))
    })

  private explainPassword(failure: Refused | Failed): void {
    if (failure.outcome === 'refused' && failure.code === 'enrolment-required') {
      this.step = 'enrolment-required'
      this.dispatchEvent(new RinglockEnrolmentRequiredEvent())
      void this.focusNext('[part="title"]')
      return
    }
    const isRejected = failure.outcome === 'refused' && failure.code === 'login-rejected'
    this.problem = isRejected ? this.text('login.rejected') : this.failureText(failure)
    this.waitAfter(failure)
    if (isRejected) this.fields.password?.select()
  }

  private readonly sendCode = (): Promise<void> =>
    this.act(async () => {
      const { challenge, factor } = this
      if (challenge === null || this.countdown.running) return
      const code = this.typedCode()
      if (code === null) return
      this.problem = null
      const trustDevice = this.fields.trustDevice?.checked ?? false
      const body = { challenge: challenge.challenge, factor, code, trustDevice }
      const answer = await this.call('POST /login/challenge', { body })
      if (answer.outcome === 'aborted') return
      if (answer.outcome === 'done') return this.finish(answer.body)
      await this.explainCode(answer)
    })

  /** null: there is nothing to send, and it was said why. */
  private typedCode(): string | null {
    if (this.factor === 'recovery-code') {
      const value = this.fields['recovery-code']?.value.trim() ?? ''
      if (value !== '' && value !== this.refusedText) return value
      this.problem = value === '' ? this.text('common.required') : this.text('common.codeRejected')
      this.fields['recovery-code']?.focus()
      return null
    }
    const { state, value } = this.codeInput
    if (state === 'ready') return value
    this.problem =
      state === 'refused'
        ? this.text('common.codeRejected')
        : this.text('common.codeIncomplete', this.challenge?.digits ?? 6)
    void this.codeInput.select()
    return null
  }

  private async explainCode(failure: Refused | Failed): Promise<void> {
    this.waitAfter(failure)
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'challenge-expired') {
      this.begin(this.text('login.expired'))
      return this.focusNext('input[name="password"]')
    }
    if (code !== 'code-rejected' && code !== 'code-used') {
      this.problem = this.failureText(failure)
      return
    }
    const left = failure.outcome === 'refused' ? failure.codesLeft : undefined
    this.problem = [
      this.text(code === 'code-used' ? 'common.codeUsed' : 'common.codeRejected'),
      ...(left === undefined || left > 3 ? [] : [this.text('login.codesLeft', left)]),
    ].join(' ')
    const { 'recovery-code': recovery } = this.fields
    if (recovery === undefined) return this.codeInput.refuse()
    this.refusedText = recovery.value.trim()
    recovery.focus()
    recovery.select()
  }

  private waitAfter(failure: Refused | Failed): void {
    if (failure.outcome !== 'refused' || failure.code !== 'throttled') return
    this.countdown.start(failure.retryAfter ?? 60, () => {
      this.problem = null
      this.announce(this.text('common.tryAgain'))
    })
  }

  private finish(accepted: Accepted): void {
    this.begin()
    this.user = accepted.user
    this.step = 'done'
    this.dispatchEvent(new RinglockLoginEvent(accepted))
    if (this.returnUrl !== '') postAssertion(this, this.returnUrl, accepted.assertion)
  }

  private choose(factor: CodeFactor): void {
    this.factor = factor
    this.problem = null
    this.note = null
    this.codeInput.clear()
    void this.focusNext('form input')
  }

  private readonly mailCode = (): Promise<void> =>
    this.act(async () => {
      if (this.challenge === null) return
      this.choose('email-code')
      const body = { challenge: this.challenge.challenge }
      const answer = await this.call('POST /login/email-code', { body })
      if (answer.outcome === 'done') this.note = this.text('login.mailed')
      else if (answer.outcome !== 'aborted') await this.explainCode(answer)
    })

  private readonly mailReset = (): Promise<void> =>
    this.act(async () => {
      if (this.challenge === null) return
      this.problem = null
      const body = { challenge: this.challenge.challenge }
      const answer = await this.call('POST /login/reset', { body })
      if (answer.outcome === 'done') this.note = this.text('login.resetSent')
      else if (answer.outcome !== 'aborted') await this.explainCode(answer)
    })

  private readonly startOver = (): void => {
    this.username = ''
    this.begin()
    void this.focusNext('input[name="username"]')
  }

  private get fields(): Partial<Record<string, HTMLInputElement>> {
    return Object.fromEntries([...this.querySelectorAll('input')].map((field) => [field.name, field]))
  }

  protected override renderForms(): unknown {
    const { problem, busy } = this
    const wait = this.countdown.render()
    if (this.step === 'password') {
      return this.form(
        passwordForm(this, { username: this.username, problem, busy, wait }),
        this.sendPassword,
      )
    }
    if (this.step !== 'code' || this.challenge === null) return nothing
    const { factor, challenge, codeInput } = this
    return this.form(codeForm(this, { challenge, factor, codeInput, problem, busy, wait }), this.sendCode)
  }

  protected override renderContent(): unknown {
    if (this.step === 'done') {
      return html`<p class="ringlock-note ringlock-success" role="status">
        ${this.text('login.done', this.user?.displayName ?? this.user?.name ?? '')}
      </p>`
    }
    if (this.step === 'enrolment-required') {
      return html`
        <h2 part="title" tabindex="-1">${this.text('login.enrolmentTitle')}</h2>
        <p>${this.text('login.enrolmentRequired')}</p>
        ${otherWays([[this.text('login.startOver'), this.startOver]])}
      `
    }
    const { challenge, factor } = this
    if (challenge === null)
      return html`<h2 part="title">${this.text('login.title')}</h2><slot name="form"></slot>`
    const offers = (other: CodeFactor) => other !== factor && challenge.factors.includes(other)
    return html`
      <h2 part="title">${this.text('login.codeTitle')}</h2>
      ${this.note === null ? nothing : html`<p class="ringlock-note">${this.note}</p>`}
      <slot name="form"></slot>
      ${otherWays([
        ...(factor === 'email-code' ? [[this.text('login.mailAgain'), this.mailCode] as const] : []),
        ...(offers('totp') ? [[this.text('login.useTotp'), () => this.choose('totp')] as const] : []),
        ...(offers('recovery-code')
          ? [[this.text('login.useRecovery'), () => this.choose('recovery-code')] as const]
          : []),
        ...(offers('email-code') ? [[this.text('login.useEmail'), this.mailCode] as const] : []),
        ...(challenge.canReset ? [[this.text('login.reset'), this.mailReset] as const] : []),
        [this.text('login.startOver'), this.startOver],
      ])}
    `
  }
}

define('ringlock-login', RinglockLogin)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-login': RinglockLogin
  }
}
