import { type CSSResultGroup, html, nothing } from 'lit'
import type { Failed, Refused } from '../calls.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockLeaveEvent, RinglockRecoveryCodesEvent } from '../events.ts'
import { type Me, MeElement } from '../me-element.ts'
import { alert } from '../parts/alert.ts'
import { button, linkButton } from '../parts/button.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.ts'
import { RecoveryCodeList, recoveryCodeListStyles } from '../parts/recovery-code-list.ts'

/** The user is warned from this number on. */
const few = 3

/**
 * How many recovery codes are left; makes new ones, to be downloaded, printed and copied, and deletes them.
 *
 * @event {RinglockRecoveryCodesEvent} ringlock-recovery-codes - They were made anew (and saved), or deleted.
 * @event {RinglockLeaveEvent} ringlock-leave - The user goes back; of an `embedded` element alone.
 * @csspart recovery-codes - The new codes.
 */
export class RinglockRecoveryCodes extends MeElement {
  static override styles: CSSResultGroup = [MeElement.styles, recoveryCodeListStyles]

  /** Embedded in an element of yours: without a frame, and with a way back. */
  @property({ type: Boolean, reflect: true }) embedded = false

  @state() private note: string | null = null
  private readonly list = new RecoveryCodeList(this)
  private readonly dialog = new ConfirmDialog(this)

  protected override forget(): void {
    super.forget()
    this.note = null
  }

  private async make({ user, issuer }: Me): Promise<void> {
    const isSure =
      user.recoveryCodesLeft === 0 ||
      (await this.dialog.ask({
        title: this.text('recovery-codes.makeTitle'),
        consequence: this.text('recovery-codes.makeConsequence'),
        action: this.text('recovery-codes.make'),
        destructive: false,
      }))
    if (!isSure) return
    await this.act(async () => {
      this.clear()
      const answer = await this.call('POST /me/recovery-codes', { body: {} })
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explain(answer)
      const { recoveryCodes: codes } = answer.body
      this.list.show({ codes, issuer, account: user.name }, () =>
        this.changed(codes.length, 'recovery-codes.made'),
      )
    })
  }

  private async delete(): Promise<void> {
    const isSure = await this.dialog.ask({
      title: this.text('recovery-codes.deleteTitle'),
      consequence: this.text('recovery-codes.deleteConsequence'),
      action: this.text('recovery-codes.delete'),
    })
    if (!isSure) return
    await this.act(async () => {
      this.clear()
      const answer = await this.call('DELETE /me/recovery-codes')
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explain(answer)
      this.changed(0, 'recovery-codes.deleted')
    })
  }

  private clear(): void {
    this.problem = null
    this.note = null
  }

  /** `conflict`: the authenticator was deleted meanwhile. */
  private async explain(failure: Refused | Failed): Promise<void> {
    if (failure.outcome === 'refused' && failure.code === 'conflict') return this.load()
    this.problem = this.failureText(failure)
  }

  private changed(left: number, note: 'recovery-codes.made' | 'recovery-codes.deleted'): void {
    if (this.me !== null) this.me = withCodesLeft(this.me, left)
    this.note = this.text(note)
    this.announce(this.note)
    this.dispatchEvent(new RinglockRecoveryCodesEvent(left))
    void this.focusNext('[part="title"]')
  }

  protected override renderOverlay(): unknown {
    return [super.renderOverlay(), this.dialog.render()]
  }

  protected override renderMe(me: Me): unknown {
    return this.list.render() ?? this.renderCount(me)
  }

  private renderCount(me: Me): unknown {
    const { authenticators, recoveryCodesLeft: left } = me.user
    const isEnrolled = authenticators.length > 0
    return html`
      <h2 part="title" tabindex="-1">${this.text('recovery-codes.title')}</h2>
      ${this.note === null ? nothing : html`<p class="ringlock-note ringlock-success">${this.note}</p>`}
      ${isEnrolled ? this.renderLeft(left) : html`<p>${this.text('recovery-codes.notEnrolled')}</p>`}
      ${alert(this.problem)}
      ${isEnrolled ? this.renderActions(me, left) : nothing}
      ${
        this.embedded
          ? html`<div class="ringlock-links">
              ${linkButton(this.text('parts.close'), () => this.dispatchEvent(new RinglockLeaveEvent()))}
            </div>`
          : nothing
      }
    `
  }

  private renderLeft(left: number): unknown {
    if (left === 0) return html`<p class="ringlock-alert">${this.text('recovery-codes.none')}</p>`
    return html`
      <p><strong>${this.text('recovery-codes.left', left)}</strong></p>
      <p class=${left > few ? 'muted' : 'ringlock-alert'}>
        ${this.text(left > few ? 'recovery-codes.intro' : 'recovery-codes.few')}
      </p>
    `
  }

  private renderActions(me: Me, left: number): unknown {
    const { busy } = this
    const kind = left > few ? 'plain' : 'primary'
    const make = () => void this.make(me)
    return html`<div class="tools">
      ${button({ label: this.text('recovery-codes.make'), kind, busy, onClick: make })}
      ${left === 0 ? nothing : button({ label: this.text('recovery-codes.delete'), onClick: () => void this.delete() })}
    </div>`
  }
}

function withCodesLeft(me: Me, recoveryCodesLeft: number): Me {
  return { ...me, user: { ...me.user, recoveryCodesLeft } }
}

define('ringlock-recovery-codes', RinglockRecoveryCodes)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-recovery-codes': RinglockRecoveryCodes
  }
}
