import { type CSSResultGroup, html } from 'lit'
import type { BodyOf } from '../calls.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockResetEvent } from '../events.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { RinglockElement } from '../ringlock-element.ts'
import { decisions } from '../theme.ts'

/**
 * The page behind the mailed link that takes the second factor off. Reads `?token=` from the page's address and removes it
 * there. Nothing happens before the button is pressed: mail scanners open links.
 *
 * @event {RinglockResetEvent} ringlock-reset - The second factor is off.
 */
export class RinglockReset extends RinglockElement {
  static override styles: CSSResultGroup = [RinglockElement.styles, decisions]

  /** The token of the mailed link; absent: `?token=` of the page's URL. */
  @property({ attribute: false }) token = ''

  @state() private step: 'asking' | 'done' | 'expired' = 'asking'
  @state() private problem: string | null = null
  private done: BodyOf<'POST /reset'> | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    const address = new URL(location.href)
    const token = address.searchParams.get('token')
    if (this.token !== '' || token === null) return
    this.token = token
    address.searchParams.delete('token')
    history.replaceState(history.state, '', address)
  }

  protected override forget(): void {
    this.token = ''
    this.step = 'asking'
    this.problem = null
    this.done = null
  }

  /** What the page says stays true, and the token of an open question is not in the address any more. */
  protected override beginAnew(): void {}

  private readonly submit = (): Promise<void> =>
    this.act(async () => {
      this.problem = null
      const answer = await this.call('POST /reset', { body: { token: this.token } })
      if (answer.outcome === 'aborted') return
      if (answer.outcome === 'done') {
        this.done = answer.body
        this.step = 'done'
        this.token = ''
        this.dispatchEvent(new RinglockResetEvent(answer.body.name))
      } else if (answer.outcome === 'refused' && answer.code === 'expired') {
        this.step = 'expired'
        this.token = ''
      } else {
        this.problem = this.failureText(answer)
        return
      }
      await this.focusNext('[part="title"]')
    })

  protected override renderContent(): unknown {
    if (this.done !== null) {
      const { name, requirement } = this.done
      return html`
        <h2 part="title" tabindex="-1">${this.text('reset.doneTitle')}</h2>
        <p class="ringlock-note ringlock-success">${this.text('reset.done', name)}</p>
        <p class="muted">${this.text(requirement === 'required' ? 'reset.mustSetUp' : 'reset.setUpAgain')}</p>
      `
    }
    if (this.step === 'expired') {
      return html`
        <h2 part="title" tabindex="-1">${this.text('reset.expiredTitle')}</h2>
        <p>${this.text('reset.expired')}</p>
      `
    }
    const missing = this.token === ''
    return html`
      <h2 part="title">${this.text('reset.title')}</h2>
      ${missing ? html`<p>${this.text('reset.missing')}</p>` : this.renderQuestion()}
    `
  }

  private renderQuestion(): unknown {
    const { busy, problem } = this
    return html`
      <p>${this.text('reset.intro')}</p>
      <p class="muted">${this.text('reset.warning')}</p>
      ${alert(problem)} ${button({ label: this.text('reset.submit'), kind: 'primary ringlock-danger', busy, onClick: () => void this.submit() })}
    `
  }
}

define('ringlock-reset', RinglockReset)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-reset': RinglockReset
  }
}
