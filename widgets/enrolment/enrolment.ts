import { type CSSResultGroup, html, nothing } from 'lit'
import type { RequestBody } from '../../server/http/contract.ts'
import type { Failed, Refused } from '../api-client.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockEnrolledEvent, RinglockLeaveEvent } from '../events.ts'
import { enrolment } from '../locales/en/enrolment.ts'
import { registerEnglish } from '../locales/language.ts'
import { type Me, MeElement } from '../me-element.ts'
import { alert } from '../parts/alert.ts'
import { button, linkButton } from '../parts/button.ts'
import { CodeInput } from '../parts/code-input.ts'
import { CopyButton } from '../parts/copy-button.ts'
import { Countdown } from '../parts/countdown.ts'
import { qrCodeStyles } from '../parts/qr-code.ts'
import { RecoveryCodeList, recoveryCodeListStyles } from '../parts/recovery-code-list.ts'
import { secretKeyStyles } from '../parts/secret-key.ts'
import { selectFieldStyles } from '../parts/select-field.ts'
import { choose, chooseStyles, type Kind } from './choose.ts'
import { codesForm, codesFormStyles } from './codes-form.ts'
import { keyForm, readKeyForm } from './key-form.ts'
import { type Offer, scan, scanStyles } from './scan.ts'

registerEnglish(enrolment)

/** The service asks for no more at once. */
const mostCodes = 5

/**
 * Sets up an authenticator: an app with a QR code, or a hardware device with the vendor's key; then one or more codes as proof,
 * and the recovery codes, which must be saved.
 *
 * @event {RinglockEnrolledEvent} ringlock-enrolled - It is set up, and the recovery codes are saved.
 * @event {RinglockLeaveEvent} ringlock-leave - The user goes back; of an `embedded` element alone.
 * @csspart kind - The buttons that choose the kind of authenticator.
 * @csspart qr-code - The QR code.
 * @csspart open-here - Opens an app on the same device.
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
  static override formStyles = [...MeElement.formStyles, codesFormStyles, selectFieldStyles]

  /** Left out: the user chooses. */
  @property() kind: 'app' | 'hardware' | null = null
  /** Part of something of yours: without a frame, and with a way back; for one device more at once. */
  @property({ type: Boolean, reflect: true }) embedded = false

  @state() private step: 'begin' | 'key' | 'codes' | 'done' = 'begin'
  @state() private another = false
  @state() private waiting = 0
  @state() private wrong = 0
  private offer: Offer | null = null
  /** A confirmation was sent, and whether it was taken is not known. */
  private inDoubt = false
  private done: Kind = 'app'
  private codesLost = false
  private readonly inputs = Array.from(
    { length: mostCodes },
    (_, index) => new CodeInput(this, `code-${index + 1}`),
  )
  private readonly copy = new CopyButton(this)
  private readonly throttle = new Countdown(this)
  private readonly nextCode = new Countdown(this)
  private readonly recoveryCodes = new RecoveryCodeList(this)

  protected override forget(): void {
    super.forget()
    this.withdraw()
    this.step = 'begin'
    this.another = false
  }
