import { type CSSResultGroup, html, nothing } from 'lit'
import type { UserView } from '../../server/http/contract/index.ts'
import type { BodyOf, Failed, Refused } from '../calls.ts'
import { state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockStateEvent } from '../events.ts'
import '../enrolment/enrolment.ts'
import { type Me, MeElement } from '../me-element.ts'
import { alert } from '../parts/alert.ts'
import { button, linkButton } from '../parts/button.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.ts'
import '../recovery-codes/recovery-codes.ts'
import { type Row, rows, rowsStyles } from './rows.ts'
import { badge, stateCard, stateCardStyles, stateText } from './state-card.ts'

type Authenticator = UserView['authenticators'][number]
type TrustedDevice = BodyOf<'GET /me/trusted-devices'>['devices'][number]

/**
 * The user's own second factor: how it stands, the authenticators, the recovery codes and the trusted devices. Sets up
 * another authenticator in the same place.
 *
 * @event {RinglockStateEvent} ringlock-state - An authenticator was switched on or off, or deleted.
 * @event {RinglockEnrolledEvent} ringlock-enrolled - Another one is set up.
 * @event {RinglockRecoveryCodesEvent} ringlock-recovery-codes - The recovery codes were made anew, or deleted.
 * @csspart state - How the second factor stands.
 */
export class RinglockAccount extends MeElement {
  static override styles: CSSResultGroup = [MeElement.styles, rowsStyles, stateCardStyles]

  @state() private view: 'overview' | 'enrolment' | 'recovery-codes' = 'overview'
  @state() private devices: readonly TrustedDevice[] = []
  private readonly dialog = new ConfirmDialog(this)

  protected override forget(): void {
    super.forget()
    this.view = 'overview'
    this.devices = []
  }

  protected override async load(): Promise<void> {
    await super.load()
    if ((this.me?.trustFor ?? null) === null) return
    const answer = await this.call('GET /me/trusted-devices')
    if (answer.outcome === 'done') this.devices = answer.body.devices
    else if (answer.outcome !== 'aborted') this.problem = this.failureText(answer)
  }

  private async turn(authenticator: Authenticator, version: string): Promise<void> {
    const { id } = authenticator
    const enabled = !authenticator.enabled
    const isSure =
      enabled ||
      (await this.dialog.ask({
        title: this.text('account.disableTitle'),
        consequence: this.text('account.disableConsequence'),
        action: this.text('account.disable'),
      }))
    if (!isSure) return
    await this.act(async () => {
      this.problem = null
      const request = { path: { id }, body: { enabled }, ifMatch: version }
      const answer = await this.call('PATCH /me/authenticators/{id}', request)
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explain(answer)
      if (this.me !== null) this.me = { ...this.me, user: answer.body }
      this.changed(stateText(this, answer.body))
    })
  }

  private async delete({ id }: Authenticator, { version, authenticators }: UserView): Promise<void> {
    const isLast = authenticators.length === 1
    const isSure = await this.dialog.ask({
      title: this.text('account.deleteTitle'),
      consequence: this.text(isLast ? 'account.deleteLastConsequence' : 'account.deleteConsequence'),
      action: this.text('account.delete'),
    })
    if (!isSure) return
    await this.act(async () => {
      this.problem = null
      const answer = await this.call('DELETE /me/authenticators/{id}', { path: { id }, ifMatch: version })
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return this.explain(answer)
      await this.load()
      this.changed(this.text('account.deleted'))
    })
  }

  private distrust({ id }: TrustedDevice): Promise<void> {
    return this.act(async () => {
      this.problem = null
      const answer = await this.call('DELETE /me/trusted-devices/{id}', { path: { id } })
      if (answer.outcome === 'aborted') return
      const isGone = answer.outcome === 'refused' && answer.code === 'not-found'
      if (answer.outcome !== 'done' && !isGone) return this.explain(answer)
      this.devices = this.devices.filter((device) => device.id !== id)
      this.announce(this.text('account.distrusted'))
      await this.focusNext('[part="title"]')
    })
  }

  private async explain(failure: Refused | Failed): Promise<void> {
    const code = failure.outcome === 'refused' ? failure.code : null
    if (code === 'changed-meanwhile' || code === 'not-found') {
      await this.load()
      this.problem = this.text('account.changedMeanwhile')
    } else if (code === 'conflict') this.problem = this.text('account.conflict')
    else if (code === 'last-admin') this.problem = this.text('account.lastAdmin')
    else this.problem = this.failureText(failure)
  }

  private changed(message: string): void {
    this.announce(message)
    if (this.me !== null) this.dispatchEvent(new RinglockStateEvent(this.me.user.state))
    void this.focusNext('[part="title"]')
  }

  /** Reloads the state, because the view that the user leaves may have changed it. */
  private readonly showOverview = (): void => {
    this.view = 'overview'
    void this.focusNext('[part="title"]')
    void this.act(() => this.load())
  }

  private show(view: RinglockAccount['view']): void {
    this.problem = null
    this.view = view
  }

  protected override renderOverlay(): unknown {
    return [super.renderOverlay(), this.dialog.render()]
  }

  /** In the light DOM, because the embedded elements have forms there. */
  protected override renderForms(): unknown {
    return [super.renderForms(), this.renderPart()]
  }

  private renderPart(): unknown {
    const { api, theme, tokenUrl, tokenProvider } = this
    if (this.view === 'enrolment') {
      return html`<ringlock-enrolment
        slot="form"
        embedded
        .api=${api}
        .theme=${theme}
        .tokenUrl=${tokenUrl}
        .tokenProvider=${tokenProvider}
        @ringlock-enrolled=${this.showOverview}
        @ringlock-leave=${this.showOverview}
      ></ringlock-enrolment>`
    }
    if (this.view === 'overview') return nothing
    return html`<ringlock-recovery-codes
      slot="form"
      embedded
      .api=${api}
      .theme=${theme}
      .tokenUrl=${tokenUrl}
      .tokenProvider=${tokenProvider}
      @ringlock-leave=${this.showOverview}
    ></ringlock-recovery-codes>`
  }

  protected override renderMe({ user, trustFor }: Me): unknown {
    if (this.view !== 'overview') return html`<slot name="form"></slot>`
    const isEnrolled = user.authenticators.length > 0
    return html`
      <h2 part="title" tabindex="-1">${this.text('account.title')}</h2>
      ${alert(this.problem)} ${stateCard(this, user)}
      ${isEnrolled ? rows(this.text('account.authenticators'), this.authenticatorRows(user)) : nothing}
      <div class="add">${button({
        label: this.text(isEnrolled ? 'enrolment.another' : 'account.setUp'),
        kind: isEnrolled ? 'plain' : 'primary',
        onClick: () => this.show('enrolment'),
      })}</div>
      ${isEnrolled ? rows(this.text('recovery-codes.title'), [this.recoveryCodesRow(user)]) : nothing}
      ${isEnrolled && trustFor !== null ? rows(this.text('account.trustedDevices'), this.deviceRows()) : nothing}
    `
  }

  private authenticatorRows(user: UserView): Row[] {
    return user.authenticators.map((authenticator) => {
      const { kind, serial, enabled, enrolledAt } = authenticator
      const since = this.text('account.since', this.day(enrolledAt))
      const turn = () => void this.turn(authenticator, user.version)
      const remove = () => void this.delete(authenticator, user)
      return {
        title: html`${this.text(`enrolment.${kind}`)} ${enabled ? nothing : badge(this.text('account.disabled'), 'disabled')}`,
        detail: serial === null ? since : html`<bdi>${serial}</bdi> · ${since}`,
        actions: html`${linkButton(this.text(enabled ? 'account.disable' : 'account.enable'), turn)} ${linkButton(this.text('account.delete'), remove)}`,
      }
    })
  }

  private recoveryCodesRow({ recoveryCodesLeft: left }: UserView): Row {
    return {
      title: this.text('recovery-codes.left', left),
      detail: this.text('recovery-codes.intro'),
      actions: linkButton(this.text('account.manage'), () => this.show('recovery-codes')),
    }
  }

  private day(time: string): string {
    return this.date(time, { dateStyle: 'medium' })
  }

  private deviceRows(): Row[] {
    if (this.devices.length === 0) {
      return [{ title: nothing, detail: this.text('account.noTrustedDevices'), actions: nothing }]
    }
    return this.devices.map((device) => ({
      title: html`<bdi>${device.name}</bdi>`,
      detail: this.text('account.trusted', this.day(device.lastUsedAt), this.day(device.expiresAt)),
      actions: linkButton(this.text('account.distrust'), () => void this.distrust(device)),
    }))
  }
}

define('ringlock-account', RinglockAccount)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-account': RinglockAccount
  }
}
