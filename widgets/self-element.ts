import type { CSSResultGroup } from 'lit'
import { type ApiClient, createApiClient } from './api-client.ts'
import type { Answer, Failed, Refused, RequestArgument, Route } from './calls.ts'
import { property } from './decorators.ts'
import { RinglockSessionEndedEvent } from './events.ts'
import { loadLocale } from './locales/language.ts'
import type { Locale } from './locales/texts.ts'
import { codeInputStyles } from './parts/code-input.ts'
import { dialogStyles } from './parts/dialog.ts'
import { passwordFieldStyles } from './parts/password-field.ts'
import { ReverifyPrompt } from './parts/reverify-prompt.ts'
import { RinglockElement } from './ringlock-element.ts'
import { decisions } from './theme.ts'
import { createTokenSource, type TokenSource } from './token-source.ts'

/**
 * An element that speaks for the user who is logged in to the portal, with the widget token that the portal gives it.
 *
 * @event {RinglockSessionEndedEvent} ringlock-session-ended - The portal gives no token any more: let the user log in again.
 * @csspart dialog - The dialogs that confirm a step or ask for the password.
 */
export abstract class SelfElement extends RinglockElement {
  static override styles: CSSResultGroup = [RinglockElement.styles, dialogStyles, decisions]
  static override formStyles = [
    ...RinglockElement.formStyles,
    codeInputStyles,
    passwordFieldStyles,
    decisions,
  ]

  /** A URL of the portal that answers `{ "token": "..." }`. */
  @property({ attribute: 'token-url' }) tokenUrl = ''
  /** In place of `token-url`: returns a fresh widget token whenever one is needed. */
  @property({ attribute: false }) tokenProvider: (() => Promise<string>) | null = null

  private tokens: TokenSource | null = null
  private readonly reverify = new ReverifyPrompt(this, {
    readMe: () => this.send('GET /me'),
    prove: (body) => this.send('POST /me/reverify', { body }),
    explain: (failure) => this.failureText(failure),
  })

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.reverify.cancel()
    this.tokens = null
  }

  protected override loadLocale(tag: string): Promise<Locale | null> {
    return loadLocale(tag, 2)
  }

  /** Asks for fresh proof where the service requires it, then repeats the call; `aborted` when the user declines. */
  protected override async call<R extends Route>(
    route: R,
    ...request: RequestArgument<R>
  ): Promise<Answer<R>> {
    const answer = await this.send(route, ...request)
    if (answer.outcome !== 'refused') return answer
    if (answer.code === 'unauthenticated') this.dispatchEvent(new RinglockSessionEndedEvent())
    if (answer.code !== 'reverify') return answer
    const proof = await this.reverify.ask()
    return proof.outcome === 'proven' ? this.send(route, ...request) : proof
  }

  /** Never asks for proof. Aborted when the element leaves the page, or by the request's own signal. */
  private send<R extends Route>(route: R, ...[request]: RequestArgument<R>): Promise<Answer<R>> {
    const { signal } = this.lifetime
    const both = request?.signal === undefined ? signal : AbortSignal.any([signal, request.signal])
    return this.client().call(route, ...([{ ...request, signal: both }] as unknown as RequestArgument<R>))
  }

  /** For calls that must outlive the element. */
  protected client(): ApiClient {
    this.tokens ??= createTokenSource(this.tokenProvider ?? this.tokenUrl)
    return createApiClient({ base: this.api, tokens: this.tokens })
  }

  number(value: number): string {
    return value.toLocaleString(this.formats)
  }

  protected override failureText(failure: Refused | Failed): string {
    if (failure.outcome === 'refused') {
      if (failure.code === 'unauthenticated') return this.text('parts.sessionEnded')
      if (failure.code === 'forbidden') return this.text('parts.forbidden')
    }
    return super.failureText(failure)
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('tokenUrl') || changed.has('tokenProvider')) this.tokens = null
  }

  protected override renderOverlay(): unknown {
    return this.reverify.renderDialog()
  }

  protected override renderForms(): unknown {
    return this.reverify.renderForm()
  }
}
