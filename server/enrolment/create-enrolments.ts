import { createRecordedChanges } from '../audit/recorded-changes.ts'
import { createAdministration } from './administration.ts'
import { createBinding } from './binding.ts'
import { createConfirming } from './confirming.ts'
import type { EnrolmentParts } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { createHardware } from './hardware.ts'
import { createOffering } from './offering.ts'
import { createRecoveryCodes } from './recovery-codes.ts'

export function createEnrolments(given: EnrolmentParts): Enrolments {
  const parts = { ...given, changes: createRecordedChanges({ ...given, writer: given.writer ?? 'here' }) }
  return {
    ...createBinding(parts),
    ...createOffering(parts),
    ...createConfirming(parts),
    ...createAdministration(parts),
    ...createHardware(parts),
    ...createRecoveryCodes(parts),
  }
}
