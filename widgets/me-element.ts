import { type CSSResultGroup, css, html, nothing } from 'lit'
import type { BodyOf } from './calls.ts'
import { state } from './decorators.ts'
import { alert } from './parts/alert.ts'
import { button } from './parts/button.ts'
import { SelfElement } from './self-element.ts'

export type Me = BodyOf<'GET /me'>

/**
 * An element that shows the user's own second factor. It loads the state once the portal has provided a source of
 * tokens, and does not reload it by itself, so that unfinished input is never lost.
 */
export abstract class MeElement extends SelfElement {
  static override styles: CSSResultGroup = [
    SelfElement.styles,
    css`
      :host([embedded]) {
        max-inline-size: none;
      }
      :host([embedded]) [part='panel'] {
        padding: 0;
        border: 0;
        background: none;
      }
    `,
  ]

  /** The last state from the service; null: none yet. */
  @state() protected me: Me | null = null
  @state() protected problem: string | null = null
  private asked = false

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
  }

  protected override forget(): void {
    this.me = null
    this.problem = null
    this.asked = false
  }

  protected override updated(): void {
    const hasTokens = this.tokenUrl !== '' || this.tokenProvider !== null
    if (this.asked || !hasTokens || !this.isConnected) return
    this.asked = true
    void this.load()
  }

  protected abstract renderMe(me: Me): unknown

  /** Reloads the state; the old one stays visible until then. */
  protected async load(): Promise<void> {
    const answer = await this.call('GET /me')
    if (answer.outcome === 'done') this.me = answer.body
    else if (answer.outcome !== 'aborted') this.problem = this.failureText(answer)
  }

  protected readonly retry = (): void => {
    this.problem = null
    void this.act(() => this.load())
  }

  protected override renderContent(): unknown {
    if (this.me !== null) return this.renderMe(this.me)
    const isLoading = this.problem === null
    return html`
      <p class="muted" ?hidden=${!isLoading}>${this.text('parts.loading')}</p>
      ${alert(this.problem)}
      ${isLoading ? nothing : button({ label: this.text('common.tryAgain'), onClick: this.retry })}
    `
  }
}
