import {
  type CSSResult,
  type CSSResultGroup,
  html,
  nothing,
  type PropertyValues,
  ReactiveElement,
  render,
} from 'lit'
import type { Answer, Failed, Refused, RequestArgument, Route } from './calls.ts'
import { property, state } from './decorators.ts'
import { loadLocale } from './locales/language.ts'
import type { AllTexts, Locale, TextArguments } from './locales/texts.ts'
import { linkButton } from './parts/button.ts'
import { send } from './send.ts'
import { controls, theme } from './theme.ts'

/**
 * What the elements have in common. The frame stands in the shadow root; forms with names, passwords and codes stand in the
 * element's light DOM, where password managers and one-time-code autofill look, and come in through `<slot name="form">`.
 *
 * @csspart panel - The frame around everything.
 * @csspart title - The heading.
 * @cssproperty --ringlock-accent - Of buttons, links and what has the focus.
 * @cssproperty --ringlock-on-accent - Text on filled buttons.
 * @cssproperty --ringlock-surface - Behind everything.
 * @cssproperty --ringlock-field - Behind fields.
 * @cssproperty --ringlock-text - Text.
 * @cssproperty --ringlock-muted - Hints.
 * @cssproperty --ringlock-line - Dividers and the frame.
 * @cssproperty --ringlock-border - Borders of fields and buttons.
 * @cssproperty --ringlock-danger - Faults and destructive steps.
 * @cssproperty --ringlock-success - What went well.
 * @cssproperty --ringlock-radius - Of corners; 8px.
 * @cssproperty --ringlock-padding - Inside the frame; 28px, less on narrow screens.
 * @cssproperty --ringlock-width - At most; 400px.
 * @cssproperty --ringlock-font - Left out: the page's own.
 */
export abstract class RinglockElement extends ReactiveElement {
  static override styles: CSSResultGroup = [theme, controls]

  /**
   * Styles of the forms. They are added to the page, or to the shadow root that contains the element, because the forms
   * are not in the element's own shadow root.
   */
  static formStyles: readonly CSSResult[] = [controls]

  /** Base URL of Ringlock, without `/api/v1`; absent: the page's own origin. */
  @property() api = ''
  /** `light` or `dark`; absent: the system's setting. */
  @property({ reflect: true }) theme: 'light' | 'dark' | null = null

  /** Whether an action runs; further ones are ignored meanwhile. */
  @state() busy = false
  @state() private announced = ''

  /** The texts, in the language of the element or the page. Loaded before the first rendering. */
  locale!: Locale
  #language = ''
  readonly #languageWatch = new MutationObserver(() => this.requestUpdate())
  /** Aborted when the element leaves the page. */
  protected lifetime = new AbortController()

  override connectedCallback(): void {
    super.connectedCallback()
    this.lifetime = new AbortController()
    for (const place of [this, document.documentElement]) {
      this.#languageWatch.observe(place, { attributeFilter: ['lang'] })
    }
    addEventListener('pageshow', this.#onPageShow)
    const { formStyles } = this.constructor as typeof RinglockElement
    const root = this.getRootNode() as Document | ShadowRoot
    for (const { styleSheet } of formStyles) {
      if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet))
        root.adoptedStyleSheets.push(styleSheet)
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#languageWatch.disconnect()
    removeEventListener('pageshow', this.#onPageShow)
    this.lifetime.abort()
    for (const form of this.querySelectorAll('form')) form.reset()
    this.busy = false
    this.announced = ''
    this.forget()
  }

  /** Discards all pending secrets and returns to the start. Called when the element leaves the page. */
  protected abstract forget(): void

  /** Called when the browser shows the page again as it was left: what stands on it is of another time, or another user. */
  protected beginAnew(): void {
    this.disconnectedCallback()
    this.connectedCallback()
    this.requestUpdate()
  }

  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.beginAnew()
  }

  /** The content of the frame. */
  protected abstract renderContent(): unknown

  /** The forms, each with `slot="form"` or another slot of `renderContent`. */
  protected renderForms(): unknown {
    return nothing
  }

  /** Content beside the frame: dialogs. */
  protected renderOverlay(): unknown {
    return nothing
  }

  /** Never throws; aborted when the element leaves the page. */
  protected call<R extends Route>(route: R, ...[request]: RequestArgument<R>): Promise<Answer<R>> {
    return send(this.api, route, { ...request, signal: this.lifetime.signal })
  }

  /** Runs one action at a time; buttons show that it runs. */
  protected async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return
    const { signal } = this.lifetime
    this.busy = true
    try {
      await work()
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  /** A text in the user's language. */
  text<Key extends keyof AllTexts>(key: Key, ...values: TextArguments<AllTexts[Key]>): string {
    const said: unknown = this.locale[key]
    return typeof said === 'function' ? said(...values) : String(said ?? key)
  }

  /** The message for a failure. Refusals that only one call has are handled by their `code` before this. */
  protected failureText(failure: Refused | Failed): string {
    if (failure.outcome === 'failed') return this.text(`common.${failure.reason}`)
    const wait = this.duration(failure.retryAfter ?? 60)
    if (failure.code === 'throttled') return this.text('common.throttled', wait)
    if (failure.code === 'codes-held') return this.text('common.codesHeld', wait)
    return this.text(failure.code === 'recovery-code-held' ? 'common.recoveryCodeHeld' : 'common.fault')
  }

  /** `7 days`, `90 seconds`, in the user's language: in the largest unit that gives exactly 1, or at least 2. */
  duration(seconds: number): string {
    const [unit, length] = units.find(([, each]) => seconds >= each * 2 || seconds === each) ?? units[3]
    return Math.ceil(seconds / length).toLocaleString(this.formats, {
      style: 'unit',
      unit,
      unitDisplay: 'long',
    })
  }

  /** `6 or 8`, in the user's language. */
  anyOf(values: readonly number[]): string {
    return new Intl.ListFormat(this.formats, { type: 'disjunction' }).format(values.map(String))
  }

  /** Formats a time of the API (ISO 8601) for the user. */
  date(
    time: string,
    options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
  ): string {
    return new Date(time).toLocaleString(this.formats, options)
  }

  /**
   * The page's language with its region if the texts are in that language, otherwise theirs: no Swedish dates in
   * English texts.
   */
  protected get formats(): string {
    const { lang } = this.locale
    return this.#wantedLanguage.split('-')[0] === lang ? this.#wantedLanguage : lang
  }

  get #wantedLanguage(): string {
    return this.closest<HTMLElement>('[lang]')?.lang || document.documentElement.lang || navigator.language
  }

  /** A form in the light DOM. It never navigates: `submit` reads its fields. */
  form(content: unknown, submit: () => void, slot = 'form'): unknown {
    const { lang, dir } = this.locale
    const onSubmit = (event: Event) => {
      event.preventDefault()
      submit()
    }
    return html`<form class="ringlock-form" slot=${slot} method="post" novalidate lang=${lang} dir=${dir} @submit=${onSubmit}>
      ${content}
    </form>`
  }

  /** Announces a message to screen readers without moving the focus. */
  announce(message: string): void {
    this.announced = message
  }

  /** Focuses an element of the next rendering, in the frame or in the forms. */
  async focusNext(selector: string): Promise<void> {
    await this.updateComplete
    const find = (root: ParentNode) => root.querySelector<HTMLElement>(selector)
    ;(find(this) ?? find(this.renderRoot))?.focus()
  }

  /** Delays the first rendering until the language is loaded, so that no text changes before the user's eyes. */
  protected override async scheduleUpdate(): Promise<void> {
    const wanted = this.#wantedLanguage
    if (wanted !== this.#language) {
      const locale = (await this.loadLocale(wanted)) ?? this.locale
      if (locale === undefined) return this.#renderMute()
      this.locale = locale
      this.#language = wanted
    }
    await super.scheduleUpdate()
  }

  protected loadLocale(tag: string): Promise<Locale | null> {
    return loadLocale(tag, 1)
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed)
    const options = { host: this }
    render(this.#renderFrame(), this.renderRoot, options)
    render(this.renderForms(), this, options)
  }

  /** Shown when no language could be loaded. */
  #renderMute(): void {
    const reload = linkButton('Reload the page', () => location.reload())
    const said = html`<p role="alert">This could not be loaded. Check your network and try again.</p>`
    render(html`<div part="panel" lang="en" dir="ltr">${said} ${reload}</div>`, this.renderRoot)
  }

  #renderFrame(): unknown {
    const { lang, dir } = this.locale
    return html`
      <div part="panel" lang=${lang} dir=${dir} aria-busy=${this.busy}>${this.renderContent()}</div>
      ${this.renderOverlay()}
      <p class="silent" role="status" lang=${lang}>${this.announced}</p>
    `
  }
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const
