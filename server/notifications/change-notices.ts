import type { Actor, Enrolments } from '../enrolment/enrolments.ts'
import type { StateStore, UserKey } from '../state/contract/state-store.ts'
import type { Notices } from './notices.ts'

/**
 * The same enrolments, whose users are told by mail after each change of a factor, whichever door it came through. Users who
 * are imported together with their authenticators are not told: they are new here.
 */
export function withChangeNotices(
  enrolments: Enrolments,
  notices: Notices,
  state: Pick<StateStore, 'readEnrolment'>,
): Enrolments {
  return {
    ...enrolments,

    async bindAtOnce(request, actor) {
      const result = await enrolments.bindAtOnce(request, actor)
      if (result.result === 'bound') notices.tell(request.userKey, 'enrolled', byWhom(actor, request.userKey))
      return result
    },

    async confirm(request, actor) {
      const result = await enrolments.confirm(request, actor)
      if (result.result === 'confirmed')
        notices.tell(request.userKey, 'enrolled', byWhom(actor, request.userKey))
      return result
    },

    async switchOnOff(request, actor) {
      const result = await enrolments.switchOnOff(request, actor)
      const notice = request.enabled ? 'enabled' : 'disabled'
      if (result.result === 'changed') notices.tell(request.userKey, notice, byWhom(actor, request.userKey))
      return result
    },

    async setRequirement(request, actor) {
      const result = await enrolments.setRequirement(request, actor)
      if (result.result === 'changed' && request.enabled !== undefined) {
        const notice = request.enabled ? 'enabled' : 'disabled'
        notices.tell(request.userKey, notice, byWhom(actor, request.userKey))
      }
      return result
    },

    async remove(request, actor) {
      const before = await state.readEnrolment(request.userKey)
      const isOffer = before?.pending?.authenticator.id === request.id
      const result = await enrolments.remove(request, actor)
      if (result.result === 'changed' && !isOffer) {
        notices.tell(request.userKey, 'deleted', byWhom(actor, request.userKey))
      }
      return result
    },

    async removeAll(request, actor) {
      const result = await enrolments.removeAll(request, actor)
      if (result.result === 'changed') notices.tell(request.userKey, 'reset', byWhom(actor, request.userKey))
      return result
    },

    async reset(userKey, actor) {
      const done = await enrolments.reset(userKey, actor)
      if (done) notices.tell(userKey, 'reset', byWhom(actor, userKey))
      return done
    },

    async assign(request, actor) {
      const result = await enrolments.assign(request, actor)
      if (result.result === 'assigned') {
        notices.tell(request.userKey, 'device-assigned', byWhom(actor, request.userKey))
      }
      return result
    },

    async importHardware(devices, actor) {
      const result = await enrolments.importHardware(devices, actor)
      const owners = new Set(devices.map(({ userKey }) => userKey))
      if (result === 'changed') {
        for (const userKey of owners) notices.tell(userKey, 'device-assigned', byWhom(actor, userKey))
      }
      return result
    },

    async makeRecoveryCodes(userKey, actor) {
      const codes = await enrolments.makeRecoveryCodes(userKey, actor)
      if (codes !== null) notices.tell(userKey, 'recovery-codes-made', byWhom(actor, userKey))
      return codes
    },

    async deleteRecoveryCodes(userKey, actor) {
      const before = await state.readEnrolment(userKey)
      await enrolments.deleteRecoveryCodes(userKey, actor)
      if (before !== null && before.recoveryCodeHashes.length > 0) {
        notices.tell(userKey, 'recovery-codes-deleted', byWhom(actor, userKey))
      }
    },
  }
}

function byWhom({ door, by }: Actor, userKey: UserKey): 'user' | 'admin' {
  return door === 'cli' || (by !== undefined && by !== userKey) ? 'admin' : 'user'
}
