import { versionOf } from '../../enrolment/version.ts'
import { isoTime, wholeSeconds } from '../../lib/clock.ts'
import type { UserWithStatus } from '../../users/user-status.ts'
import type { UserView } from '../contract/index.ts'

/** @param manageable - whether the caller may change it */
export function userView(
  { userKey, user, record, status, recoveryCodesLeft }: UserWithStatus,
  manageable: boolean,
): UserView {
  const { enrolment } = record
  return {
    key: userKey,
    name: user.name,
    displayName: user.displayName,
    email: user.email,
    role: user.role,
    groups: [...user.groups],
    tenant: user.tenant ?? null,
    accountEnabled: user.enabled,
    state: status.state,
    retryAfter: wholeSeconds(status.retryAfter),
    locked: status.locked,
    requirement: status.requirement,
    ownRequirement: status.ownRequirement,
    graceEnds: isoTime(status.graceEnds),
    authenticators: (enrolment?.authenticators ?? []).map(
      ({ id, kind, algorithm, digits, period, serial, enabled, enrolledAt }) => ({
        id,
        kind,
        algorithm,
        digits,
        period,
        serial,
        enabled,
        enrolledAt: isoTime(enrolledAt),
      }),
    ),
    recoveryCodesLeft,
    version: versionOf(enrolment),
    manageable,
  }
}
