import type { UserView } from '../../../server/http/contract/index.ts'
import type { BodyOf } from '../../../widgets/calls.ts'

export type Me = BodyOf<'GET /me'>

export const authenticator: UserView['authenticators'][number] = {
  id: 'authenticator-1',
  kind: 'app',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  serial: null,
  enabled: true,
  enrolledAt: '2026-01-02T03:04:05.000Z',
}

/** Alice, with an authenticator and ten recovery codes. */
export function user(more: Partial<UserView> = {}): UserView {
  return {
    key: 'local:1',
    name: 'alice',
    displayName: 'Alice Example',
    email: 'alice@example.test',
    role: 'user',
    groups: [],
    tenant: null,
    accountEnabled: true,
    state: 'enabled',
    retryAfter: 0,
    locked: false,
    requirement: 'optional',
    ownRequirement: null,
    graceEnds: null,
    authenticators: [authenticator],
    recoveryCodesLeft: 10,
    version: 'v1',
    manageable: true,
    ...more,
  }
}

export function me({
  user: about,
  ...more
}: Partial<Omit<Me, 'user'>> & { user?: Partial<UserView> } = {}): Me {
  return {
    user: user(about),
    issuer: 'Phone system',
    amr: ['pwd', 'mfa'],
    provenUntil: null,
    proof: { password: true, code: true },
    enrolmentCodes: { app: 1, hardware: 2 },
    emailRequired: false,
    mail: true,
    trustFor: 604_800,
    ...more,
  }
}
