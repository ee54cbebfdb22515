import type { RequestBody, UserView } from '../../server/http/contract/index.ts'
import type { ApiClient } from '../api-client.ts'
import type { Answer, Failed, Refused } from '../calls.ts'
import type { ConfirmDialog } from '../parts/confirm-dialog.ts'
import type { SelfElement } from '../self-element.ts'

type Policy = RequestBody<'putUserPolicy'>

/** The actions of an admin on one user, each with its question and its result message. */
export interface UserActions {
  remove(user: UserView): Promise<void>
  switchOnOff(user: UserView, enabled: boolean): Promise<void>
  /** null: the policy applies. */
  require(user: UserView, requirement: Policy['secondFactor']): Promise<void>
  unlock(user: UserView): Promise<void>
  sendMail(user: UserView): Promise<void>
}

export interface ActionParts {
  readonly host: SelfElement
  readonly confirm: ConfirmDialog
  readonly call: ApiClient['call']
  act(work: () => Promise<void>): Promise<void>
  /** Called with the user's current data from the service. */
  replace(user: UserView): void
  tell(said: { readonly note: string } | { readonly problem: string }): void
  failureText(failure: Refused | Failed): string
}

export function createUserActions(parts: ActionParts): UserActions {
  const { host, confirm, call, act, tell } = parts

  async function change(
    user: UserView,
    send: () => Promise<Answer<'PUT /users/{key}/policy'>>,
  ): Promise<void> {
    await act(async () => {
      const answer = await send()
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') return explain(user, answer)
      parts.replace(answer.body)
      tell({ note: host.text('admin-status.saved', nameOf(user)) })
    })
  }

  async function explain(user: UserView, failure: Refused | Failed): Promise<void> {
    if (failure.outcome === 'refused' && failure.code === 'changed-meanwhile') {
      const now = await call('GET /users/{key}', { path: { key: user.key } })
      if (now.outcome === 'done') parts.replace(now.body)
    }
    tell({ problem: refusalText(host, user, failure) ?? parts.failureText(failure) })
  }

  const putPolicy = (user: UserView, body: Policy) =>
    change(user, () =>
      call('PUT /users/{key}/policy', { path: { key: user.key }, body, ifMatch: user.version }),
    )

  return {
    async remove(user) {
      const name = nameOf(user)
      const isSure = await confirm.ask({
        title: host.text('admin-status.deleteTitle', name),
        consequence: host.text('admin-status.deleteConsequence', name),
        action: host.text('admin-status.delete'),
      })
      const { key, version } = user
      if (isSure) {
        await change(user, () =>
          call('DELETE /users/{key}/authenticators', { path: { key }, ifMatch: version }),
        )
      }
    },

    async switchOnOff(user, enabled) {
      const name = nameOf(user)
      const isSure =
        enabled ||
        (await confirm.ask({
          title: host.text('admin-status.offTitle', name),
          consequence: host.text('admin-status.offConsequence', name),
          action: host.text('admin-status.offAction'),
        }))
      if (isSure) await putPolicy(user, { secondFactor: user.ownRequirement, enabled })
    },

    async require(user, requirement) {
      const name = nameOf(user)
      const isSure =
        requirement !== 'required' ||
        user.authenticators.length > 0 ||
        (await confirm.ask({
          title: host.text('admin-status.requireTitle', name),
          consequence: host.text('admin-status.requireConsequence', name),
          action: host.text('admin-status.requireAction'),
          destructive: false,
        }))
      if (isSure) await putPolicy(user, { secondFactor: requirement })
    },

    unlock: (user) =>
      change(user, () => call('POST /users/{key}/unlock', { path: { key: user.key }, body: {} })),

    sendMail: (user) =>
      act(async () => {
        const answer = await call('POST /users/{key}/enrolment-mail', { path: { key: user.key }, body: {} })
        if (answer.outcome === 'done') tell({ note: host.text('admin-status.mailed', nameOf(user)) })
        else if (answer.outcome !== 'aborted') await explain(user, answer)
      }),
  }
}

export function nameOf(user: UserView): string {
  return user.displayName ?? labelOf(user)
}

/** Users of several tenants may have one name. */
export function labelOf({ name, tenant }: UserView): string {
  return tenant === null || name.endsWith(`@${tenant}`) ? name : `${name}@${tenant}`
}

/** null: the refusal has no message of its own. */
export function refusalText(host: SelfElement, user: UserView, failure: Refused | Failed): string | null {
  if (failure.outcome !== 'refused') return null
  switch (failure.code) {
    case 'changed-meanwhile':
      return host.text('admin-status.changed', nameOf(user))
    case 'last-admin':
      return host.text('admin-status.lastAdmin')
    case 'not-found':
      return host.text('admin-status.gone', nameOf(user))
    case 'no-mail':
      return host.text('admin-status.noMail', nameOf(user))
    case 'conflict':
      return host.text('admin-status.conflict')
    default:
      return null
  }
}
