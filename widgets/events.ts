/**
 * The events of the elements. All bubble and cross shadow roots. None contains a password, a code, a TOTP secret or a
 * widget token. The assertion is meant for the page, and is valid for a minute.
 */
abstract class RinglockEvent extends Event {
  constructor(type: string, more: EventInit = {}) {
    super(type, { bubbles: true, composed: true, ...more })
  }
}

/** A login is complete. Send the assertion to your server, which checks it and opens its session. */
export class RinglockLoginEvent extends RinglockEvent {
  readonly assertion: string
  readonly user: { readonly key: string; readonly name: string; readonly displayName: string | null }
  /** The factors that the user logged in with: `password`, `totp`, `recovery-code`, `email-code`, `trusted-device`. */
  readonly factors: readonly string[]
  /** Whether to invite the user to set up a second factor, and when (ISO 8601) it becomes required. */
  readonly enrolment: { readonly invited: boolean; readonly graceEnds: string | null }

  constructor(detail: Pick<RinglockLoginEvent, 'assertion' | 'user' | 'factors' | 'enrolment'>) {
    super('ringlock-login')
    this.assertion = detail.assertion
    this.user = detail.user
    this.factors = detail.factors
    this.enrolment = detail.enrolment
  }
}

/** The user's name and password are right, and a second factor must be set up before they get in. */
export class RinglockEnrolmentRequiredEvent extends RinglockEvent {
  constructor() {
    super('ringlock-enrolment-required')
  }
}

/** A login that your server had begun ended without a result. Without `preventDefault()` the page is reloaded. */
export class RinglockStartOverEvent extends RinglockEvent {
  constructor() {
    super('ringlock-start-over', { cancelable: true })
  }
}

/** A mailed link removed the second factor. */
export class RinglockResetEvent extends RinglockEvent {
  readonly name: string

  constructor(name: string) {
    super('ringlock-reset')
    this.name = name
  }
}

/** The portal no longer issues a token: the user should log in to the portal again. */
export class RinglockSessionEndedEvent extends RinglockEvent {
  constructor() {
    super('ringlock-session-ended')
  }
}

/** An authenticator is set up, and its recovery codes are saved. */
export class RinglockEnrolledEvent extends RinglockEvent {
  readonly kind: 'app' | 'hardware'

  constructor(kind: 'app' | 'hardware') {
    super('ringlock-enrolled')
    this.kind = kind
  }
}

/** The user goes back. Show the previous view and remove the element. Sent by `embedded` elements. */
export class RinglockLeaveEvent extends RinglockEvent {
  constructor() {
    super('ringlock-leave')
  }
}

/** The recovery codes were replaced (and the new ones saved), or deleted. */
export class RinglockRecoveryCodesEvent extends RinglockEvent {
  readonly left: number

  constructor(left: number) {
    super('ringlock-recovery-codes')
    this.left = left
  }
}

/** The user enabled, disabled or deleted an authenticator. */
export class RinglockStateEvent extends RinglockEvent {
  readonly state: 'enabled' | 'disabled' | 'pending' | 'required' | 'not-enrolled'

  constructor(state: RinglockStateEvent['state']) {
    super('ringlock-state')
    this.state = state
  }
}

/** An admin changed the second factor of a user, or what is asked of them. */
export class RinglockUserChangedEvent extends RinglockEvent {
  readonly user: { readonly key: string; readonly name: string }
  readonly state: 'enabled' | 'disabled' | 'pending' | 'required' | 'not-enrolled'

  constructor({
    key,
    name,
    state,
  }: RinglockUserChangedEvent['user'] & Pick<RinglockUserChangedEvent, 'state'>) {
    super('ringlock-user-changed')
    this.user = { key, name }
    this.state = state
  }
}

/** An admin assigned hardware from a vendor's file. */
export class RinglockHardwareImportedEvent extends RinglockEvent {
  /** How many devices. */
  readonly taken: number

  constructor(taken: number) {
    super('ringlock-hardware-imported')
    this.taken = taken
  }
}

declare global {
  interface HTMLElementEventMap {
    'ringlock-login': RinglockLoginEvent
    'ringlock-enrolment-required': RinglockEnrolmentRequiredEvent
    'ringlock-start-over': RinglockStartOverEvent
    'ringlock-reset': RinglockResetEvent
    'ringlock-session-ended': RinglockSessionEndedEvent
    'ringlock-enrolled': RinglockEnrolledEvent
    'ringlock-leave': RinglockLeaveEvent
    'ringlock-recovery-codes': RinglockRecoveryCodesEvent
    'ringlock-state': RinglockStateEvent
    'ringlock-user-changed': RinglockUserChangedEvent
    'ringlock-hardware-imported': RinglockHardwareImportedEvent
  }
}
