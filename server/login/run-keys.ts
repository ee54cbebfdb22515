import { createHash } from 'node:crypto'
import { accountThrottle, sourceThrottle, type ThrottleRule, unsignedThrottle } from './throttle.ts'

/**
 * Keys of failure runs. Names of stores, NASes and portals contain no `|`, so a userKey cannot be mistaken for another
 * kind of key:
 *
 * - `local:1`            wrong passwords under this user's name, and wrong codes of this user
 * - `mail|local:1`       wrong passwords under the mail address
 * - `other.HASH|local:1` wrong passwords under another form, as with a realm; each spelling of those apart
 * - `?HASH`              wrong passwords under the name of an unknown user
 * - `at|KEY|PLACE`       one of these, from a known place of the user
 * - `only|KEY`           wrong codes where a NAS asks for the code alone
 * - `~NAS|KEY`           one of these, in an unsigned packet
 * - `~NAS|odd|KEY`       the same, if the password has characters that users hardly type
 * - `@ASKED-BY|ADDRESS`  all failures from one address
 */

/**
 * Which of a user's names was typed as the login. Until the password is right, failures under each name are counted
 * apart.
 */
export type LoginForm = 'name' | 'mail' | 'other'

/** @param spelled - the login; two forms that are neither name nor mail address count apart, as those of unknown users do */
export function userRun(userKey: string, form: LoginForm = 'name', spelled = ''): string {
  if (form === 'name') return userKey
  return form === 'mail' ? `mail|${userKey}` : `other.${printOf(spelled).slice(0, 8)}|${userKey}`
}

/**
 * Hashed, because the text may be long, or a password typed into the wrong field. Spellings of one name count together,
 * as for a known user; otherwise a second spelling would reveal whether the user exists.
 */
export function unknownUserRun(spelled: string): string {
  return `?${printOf(spelled)}`
}

function printOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

export function codeOnlyRun(run: string): string {
  return `only|${run}`
}

export function unsignedRun(nas: string, run: string, isUnlikely: boolean): string {
  return isUnlikely ? `~${nas}|odd|${run}` : `~${nas}|${run}`
}

export function runAt(run: string, place: string): string {
  return isUnsigned(run) ? `~at|${run.slice(1)}|${place}` : `at|${run}|${place}`
}

/** @param askedBy - the NAS that reports the address; null if it is the HTTP client's own */
export function sourceRun(askedBy: string | null, address: string): string {
  return `@${askedBy ?? ''}|${address}`
}

export function isSourceRun(run: string): boolean {
  return run.startsWith('@')
}

/** Failures of unsigned packets delay only further unsigned packets, and do not count against the user. */
export function isUnsigned(run: string): boolean {
  return run.startsWith('~')
}

export function ruleOf(run: string): ThrottleRule {
  if (isSourceRun(run)) return sourceThrottle
  return isUnsigned(run) ? unsignedThrottle : accountThrottle
}
