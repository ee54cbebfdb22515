import type { BodyOf } from '../../../widgets/calls.ts'

type Accepted = Extract<BodyOf<'POST /login'>, { status: 'accepted' }>
type Challenge = Extract<BodyOf<'POST /login'>, { status: 'challenge' }>

export const assertion = 'eyJhbGciOiJFZERTQSJ9.claims.signature'

export function accepted(more: Partial<Accepted> = {}): Accepted {
  return {
    status: 'accepted',
    assertion,
    user: { key: 'local:1', name: 'alice', displayName: 'Alice Example' },
    factors: ['password', 'totp'],
    enrolment: { invited: false, graceEnds: null },
    trustedUntil: null,
    ...more,
  }
}

export function challenge(more: Partial<Challenge> = {}): Challenge {
  return {
    status: 'challenge',
    challenge: 'opaque-challenge-1',
    factors: ['totp', 'recovery-code', 'email-code'],
    digits: 6,
    codeLengths: [more.digits ?? 6],
    emailCodeDigits: 8,
    expiresAt: '2030-01-01T00:00:00.000Z',
    canReset: true,
    trustFor: 604_800,
    ...more,
  }
}
