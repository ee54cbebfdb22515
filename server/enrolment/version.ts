import { createHash } from 'node:crypto'
import type { Enrolment } from '../state/contract/state-store.ts'
import type { Step } from './authenticators.ts'

/**
 * Identifies one state of a user's second factor: the text of an ETag, without quotes. An unconfirmed offer has no effect, so
 * it does not count; no enrolment equals an empty one.
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

/** Takes the step only if the enrolment still has the version that the caller last saw; null for any. */
export function fromVersion<Refusal extends string>(
  version: string | null,
  step: Step<Refusal>,
): Step<Refusal | 'changed-meanwhile'> {
  return (current) =>
    version === null || versionOf(current) === version ? step(current) : 'changed-meanwhile'
}
