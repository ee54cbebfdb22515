import type { UserView } from '../../server/http/contract/index.ts'
import type { SelfElement } from '../self-element.ts'
import type { MenuItem } from './row-menu.ts'
import type { UserActions } from './user-actions.ts'

export interface UserMenuParts {
  readonly host: SelfElement
  readonly actions: UserActions
  /** Whether the service sends mail. */
  readonly hasMail: boolean
  assign(user: UserView): void
  showAudit(user: UserView): void
}

/** The actions that make sense for a user's current state. */
export function userMenu(user: UserView, { host, actions, hasMail, ...open }: UserMenuParts): MenuItem[] {
  const audit = { label: host.text('admin-status.audit'), onClick: () => open.showAudit(user) }
  if (!user.manageable) return [audit]

  const { authenticators, ownRequirement, locked, retryAfter, email } = user
  const hasSetup = authenticators.length > 0
  const isOn = authenticators.some(({ enabled }) => enabled)
  const choice = (requirement: 'required' | 'optional' | null, label: string): MenuItem => ({
    label,
    checked: ownRequirement === requirement,
    onClick: () => void actions.require(user, requirement),
  })
  return [
    ...(locked || retryAfter > 0
      ? [{ label: host.text('admin-status.unlock'), onClick: () => void actions.unlock(user) }]
      : []),
    ...(hasMail && email !== null && !hasSetup
      ? [{ label: host.text('admin-status.sendMail'), onClick: () => void actions.sendMail(user) }]
      : []),
    { label: host.text('admin-status.assign'), onClick: () => open.assign(user) },
    audit,
    choice('required', host.text('admin-status.require')),
    choice('optional', host.text('admin-status.unrequire')),
    choice(null, host.text('admin-status.asPolicy')),
    ...(hasSetup
      ? [
          {
            label: host.text(isOn ? 'admin-status.switchOff' : 'admin-status.switchOn'),
            onClick: () => void actions.switchOnOff(user, !isOn),
          },
          {
            label: host.text('admin-status.delete'),
            destructive: true,
            onClick: () => void actions.remove(user),
          },
        ]
      : [{ label: host.text('admin-status.notEnabled') }]),
  ]
}
