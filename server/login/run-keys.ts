import { createHash } from 'node:crypto'
import { accountThrottle, sourceThrottle, type ThrottleRule, unsignedThrottle } from './throttle.ts'

/**
 * What failures are counted under. Names of stores, clients and portals have no `|`, so that no userKey is taken for one of
 * these:
 *
 * - `local:1`            wrong passwords under this user's name, and wrong codes of this user
 * - `mail|local:1`       wrong passwords under the mail address; `other|...`: under another form, as with a realm
 * - `?HASH`              wrong passwords under the name of an unknown user
 * - `at|KEY|PLACE`       one of these from a place where the user got in before
 * - `only|KEY`           wrong codes where a RADIUS client asks for the code alone
 * - `~CLIENT|KEY`        one of these in a packet that is not signed
 * - `~CLIENT|odd|KEY`    the same, where the password is one that hardly anybody types
 * - `@ASKED-BY|ADDRESS`  all failures from one address
 */

/** By which of a user's names the login was typed. Until the password is right nothing ties them. */
export type LoginForm = 'name' | 'mail' | 'other'

export function userRun(userKey: string, form: LoginForm = 'name'): string {
  return form === 'name' ? userKey : `${form}|${userKey}`
}

/**
 * Hashed: it may be long, and it may be a password typed into the wrong field. Spellings count together, as those of a
 * known user do: otherwise the next spelling would tell the one from the other.
 */
export function unknownUserRun(spelled: string): string {
  return `?${createHash('sha256').update(spelled).digest('base64url').slice(0, 22)}`
}

export function codeOnlyRun(run: string): string {
  return `only|${run}`
}

export function unsignedRun(client: string, run: string, isUnlikely: boolean): string {
  return isUnlikely ? `~${client}|odd|${run}` : `~${client}|${run}`
}

export function runAt(run: string, place: string): string {
  return isUnsigned(run) ? `~at|${run.slice(1)}|${place}` : `at|${run}|${place}`
}

/** @param askedBy - the RADIUS client that reports the address; null: it is the HTTP client's own */
export function sourceRun(askedBy: string | null, address: string): string {
  return `@${askedBy ?? ''}|${address}`
}

export function isSourceRun(run: string): boolean {
  return run.startsWith('@')
}

/** Such failures delay requests of their kind and are no failures of the user. */
export function isUnsigned(run: string): boolean {
  return run.startsWith('~')
}

export function ruleOf(run: string): ThrottleRule {
  if (isSourceRun(run)) return sourceThrottle
  return isUnsigned(run) ? unsignedThrottle : accountThrottle
}
