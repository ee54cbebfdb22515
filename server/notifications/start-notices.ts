import type { Config } from '../config/load-config.ts'

/** Mail that the policy promises but the configuration cannot send, one line each (docs/requirements.md, S17). */
export function mailNotices({ mail, http, policy }: Pick<Config, 'mail' | 'http' | 'policy'>): string[] {
  const wantsLinks = policy.enrolmentMail !== 'off' || policy.selfReset.length > 0
  const somebodyMust =
    policy.secondFactor === 'required' || Object.values(policy.groups).some((each) => each === 'required')
  const notices: string[] = []
  if (mail !== null && http === null && wantsLinks) {
    notices.push(
      'mail is configured and http is not: there is no page that a link could lead to, so enrolment and reset links are not mailed',
    )
  }
  if (somebodyMust && http === null) {
    notices.push(
      'a second factor is required, and without http users cannot set one up: an admin has to (ringlock enrol NAME)',
    )
  } else if (somebodyMust && mail === null) {
    notices.push(
      'a second factor is required, and without mail users are not told: users have to find the enrolment page of a portal',
    )
  }
  if (policy.requireEmail && mail === null) {
    notices.push(
      'policy.requireEmail asks for an address before a setup, and without mail nothing is ever sent to it',
    )
  }
  if (policy.selfReset.length > 0 && policy.gracePeriod === 0 && policy.enrolmentMail === 'off') {
    notices.push(
      'policy.selfReset: without grace and enrolment mail no user could get in after a reset, so no reset link is mailed',
    )
  }
  return notices
}
