import { nothing } from 'lit'
import { define } from '../../../widgets/define.ts'
import { ConfirmDialog } from '../../../widgets/parts/confirm-dialog.ts'
import { CopyButton } from '../../../widgets/parts/copy-button.ts'
import { Countdown } from '../../../widgets/parts/countdown.ts'
import { SelfElement } from '../../../widgets/self-element.ts'
import { mount } from './mount.ts'

/** An element that has one of each part, and shows of them what its test says. */
export class PartHost extends SelfElement {
  readonly confirm = new ConfirmDialog(this)
  readonly copy = new CopyButton(this)
  readonly countdown = new Countdown(this)
  show: (host: PartHost) => unknown = () => nothing

  protected override forget(): void {}

  protected override renderContent(): unknown {
    return this.show(this)
  }

  protected override renderOverlay(): unknown {
    return this.confirm.render()
  }
}
define('ringlock-test-parts', PartHost)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-test-parts': PartHost
  }
}

export function mountHost(show: PartHost['show']): Promise<PartHost> {
  return mount('ringlock-test-parts', { show })
}

/** What screen readers were told last. */
export function announced(host: PartHost): string {
  return host.shadowRoot?.querySelector('[role="status"]')?.textContent ?? ''
}
