import { html, nothing, type TemplateResult } from 'lit'
import type { UserView } from '../../server/http/contract/index.ts'
import type { SelfElement } from '../self-element.ts'
import type { RowMenu } from './row-menu.ts'
import { labelOf, nameOf } from './user-actions.ts'
import { type UserMenuParts, userMenu } from './user-menu.ts'
import { stateLabels } from './user-state.ts'

export interface UserTableParts extends UserMenuParts {
  readonly menu: RowMenu
  /** The admin; null: not known yet. */
  readonly admin: Pick<UserView, 'key' | 'role'> | null
}

/**
 * ARIA roles are explicit, because narrow screens show the rows as cards, and `display: block` removes a table's roles.
 */
export function userTable(users: readonly UserView[], parts: UserTableParts): TemplateResult {
  const { host } = parts
  const columns = ['user', 'state', 'details', 'actions'] as const
  return html`<table role="table" part="users" aria-label=${host.text('admin-status.title')}>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${host.text(`admin-status.${column}`)}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${users.map((user, index) => userRow(user, String(index), parts))}
    </tbody>
  </table>`
}

function userRow(user: UserView, id: string, parts: UserTableParts): TemplateResult {
  const { host, menu, admin } = parts
  const { displayName, email, manageable } = user
  const about = [displayName === null ? null : labelOf(user), email].filter((each) => each !== null)
  return html`<tr role="row" class=${manageable ? nothing : 'unmanageable'}>
    <th role="rowheader" scope="row">
      <bdi>${nameOf(user)}</bdi>
      <span class="muted">${about.map((each, i) => html`${i === 0 ? '' : ' · '}<bdi>${each}</bdi>`)}</span>
    </th>
    <td role="cell">${stateLabels(host, user)}</td>
    <td role="cell" class="muted">
      <ul class="details">
        ${detailsOf(host, user).map((detail) => html`<li>${detail}</li>`)}
        ${manageable ? nothing : html`<li>${host.text(reasonOf(user, admin))}</li>`}
      </ul>
    </td>
    <td role="cell">
      ${menu.render(id, host.text('admin-status.actionsFor', nameOf(user)), userMenu(user, parts))}
    </td>
  </tr>`
}

function detailsOf(host: SelfElement, user: UserView): string[] {
  const { authenticators, recoveryCodesLeft, graceEnds, retryAfter, ownRequirement } = user
  return [
    ...authenticators.map(({ kind, serial }) =>
      kind === 'app' ? host.text('admin-status.app') : host.text('admin-status.hardware', serial ?? ''),
    ),
    ...(authenticators.length > 0 ? [host.text('admin-status.recoveryLeft', recoveryCodesLeft)] : []),
    ...(graceEnds === null
      ? []
      : [host.text('admin-status.graceEnds', host.date(graceEnds, { dateStyle: 'medium' }))]),
    ...(ownRequirement === null ? [] : [host.text(ownTexts[ownRequirement])]),
    ...(retryAfter > 0 ? [host.text('admin-status.waits', host.duration(retryAfter))] : []),
    ...(user.accountEnabled ? [] : [host.text('admin-status.accountOff')]),
  ]
}

const ownTexts = {
  off: 'admin-status.ownOff',
  optional: 'admin-status.ownOptional',
  required: 'admin-status.ownRequired',
} as const

const ranks = ['user', 'admin', 'superadmin']

function reasonOf({ key, role }: UserView, admin: UserTableParts['admin']) {
  if (admin?.key === key) return 'admin-status.yourself'
  const isAsHigh = admin !== null && ranks.indexOf(role) >= ranks.indexOf(admin.role)
  return isAsHigh ? 'admin-status.sameRole' : 'admin-status.notYours'
}
