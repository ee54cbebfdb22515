import { createHash } from 'node:crypto'
import type { Enrolment } from '../state/contract/state-store.ts'
import type { Step } from './authenticators.ts'

/**
 * Tells one state of a user's second factor from the next: the text of an ETag, without quotes. An offer that is not
 * confirmed changes nothing, so it does not count; no enrolment is the same as an empty one.
 */
export function versionOf(enrolment: Enrolment | null): string {
  const { authenticators, recoveryCodeHashes, requirement } = enrolment ?? empty
  const content = [
    authenticators.map(({ id, enabled, stepOffset }) => [id, enabled, stepOffset]),
    recoveryCodeHashes,
    requirement,
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}

const empty = { authenticators: [], recoveryCodeHashes: [], requirement: null }

/** A step that is only taken from the version the caller last saw; null: from whatever there is. */
export function fromVersion<Refusal extends string>(
  version: string | null,
  step: Step<Refusal>,
): Step<Refusal | 'changed-meanwhile'> {
  return (current) =>
    version === null || versionOf(current) === version ? step(current) : 'changed-meanwhile'
}
